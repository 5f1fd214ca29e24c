"""Positions of pieces -> their vectors in one memory-mapped file, and cosine similarities to a vector."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Nearest = Callable[[Floats, int], dict[int, float]]  # a vector and n -> position -> cosine, best first

# Half precision keeps cosines of unit vectors within about .0001, and an archive's vectors in half the space.
_STORED = np.dtype("<f2")
_READ_ROWS = 8_192  # at a time: bounds the memory


class VectorFile:
    """Vectors (n, dimension) one after another in a file that only grows, by row."""

    def __init__(self, path: Path, dimension: int) -> None:
        self._path, self._dimension = path, dimension
        self._row_bytes = dimension * _STORED.itemsize
        path.touch()
        os.truncate(path, len(self) * self._row_bytes)  # half a row of a kill
        self._mapped = self._map()

    def __len__(self) -> int:
        return self._path.stat().st_size // self._row_bytes

    def append(self, vectors: Floats) -> int:
        """Write vectors (n, dimension) behind the others; returns the row of the first."""
        with self._path.open("ab") as file:
            first = file.tell() // self._row_bytes
            file.write(np.ascontiguousarray(vectors, dtype=_STORED).tobytes())
            file.flush()
            os.fsync(file.fileno())
        self._mapped = self._map()
        return first

    def rows(self, rows: Integers | slice) -> Floats:
        """The vectors of these rows (n, dimension), in their order."""
        return np.asarray(self._mapped[rows], dtype=np.float32)

    def is_sound(self, rows: Integers) -> bool:
        """Whether there are such rows, and they are of length 1, as all are."""
        if not rows.size:
            return True
        if rows.max() >= len(self):
            return False
        lengths = np.linalg.norm(self.rows(rows), axis=1)
        return bool(np.all(np.abs(lengths - 1) < 0.01))

    def _map(self) -> npt.NDArray[np.float16]:
        rows = len(self)
        if not rows:
            return np.zeros((0, self._dimension), dtype=_STORED)
        return np.memmap(self._path, dtype=_STORED, mode="r", shape=(rows, self._dimension))


class Rows:
    """The vectors of some pieces, by position; never changed."""

    def __init__(self, file: VectorFile, rows: Integers) -> None:
        self._file, self._rows = file, rows

    def __len__(self) -> int:
        return len(self._rows)

    def similarities(self, vector: Floats, positions: Iterable[int]) -> dict[int, float]:
        """Position -> cosine similarity of these pieces."""
        at = np.fromiter(positions, dtype=np.int64)
        return dict(zip(at.tolist(), (self._file.rows(self._rows[at]) @ vector).tolist(), strict=True))

    def mean(self, positions: Iterable[int]) -> Floats:
        """The mean of the vectors of these pieces, not normalised; zeros where there are none."""
        at = self._rows[np.fromiter(positions, dtype=np.int64)]
        total = self._file.rows(slice(0, 0)).sum(axis=0)
        for start in range(0, len(at), _READ_ROWS):
            total = total + self._file.rows(at[start : start + _READ_ROWS]).sum(axis=0)
        return np.asarray(total / max(len(at), 1), dtype=np.float32)

    def exact(self, vector: Floats, n: int) -> dict[int, float]:
        """Position -> cosine of the `n` most similar pieces, best first: all of them are compared."""
        parts = range(0, len(self), _READ_ROWS)
        cosines = np.concatenate(
            [
                np.zeros(0, dtype=np.float32),
                *(self._file.rows(self._rows[at : at + _READ_ROWS]) @ vector for at in parts),
            ]
        )
        best = np.argsort(-cosines, kind="stable")[:n]
        return dict(zip(best.tolist(), cosines[best].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of one corpus, or of some documents of it, by position.

    `contexts` are the sentences after what their reader knows already. `nearest` gives about the n passages
    most similar to a vector, position -> cosine, best first.
    """

    passages: Rows
    sentences: Rows
    contexts: Rows
    background: Rows
    nearest: Nearest


def rows_of(first_rows: npt.ArrayLike, sizes: npt.ArrayLike) -> Integers:
    """Rows that begin at each of `first_rows` and are `sizes` many there, one after another.

    >>> rows_of([5, 0], [2, 3]).tolist()
    [5, 6, 0, 1, 2]
    """
    sizes_ = np.asarray(sizes, dtype=np.int64)
    starts = np.asarray(first_rows, dtype=np.int64) - np.cumsum(sizes_) + sizes_
    return np.repeat(starts, sizes_) + np.arange(int(sizes_.sum()))
