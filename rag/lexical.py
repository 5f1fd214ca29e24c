"""Passages -> BM25 of their words, in segments: those on disk are memory-mapped.

A segment is an index of bm25s over some volumes, made once. bm25s keeps the finished share of each word in
each passage's score, with the idf that the word had in its segment; asked, it is scaled to the idf among all
passages. So what comes or goes costs its own words, not everybody's. Segments of like size are merged (the
logarithmic method of Bentley & Saxe 1980).
"""

import json
import logging
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, log
from pathlib import Path
from uuid import uuid4

import bm25s
import numpy as np
import numpy.typing as npt

from rag.vectors import rows_of
from rag.volume import Header, Volume
from rag.words import stems

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG on import

Floats = npt.NDArray[np.float32]
Read = Callable[[str], Volume]

_KEYS = "volumes.json"  # in the folder of a segment, written last: what has none is not whole
_LEAST_PASSAGES = 1_000  # fewer are read again at each opening, in about 0.1 s
_MOST_PASSAGES = 50_000  # of one segment: what is in memory at a time while one is made


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A bm25s index over the passages of some volumes; `sizes` maps their keys to how many, in order."""

    index: bm25s.BM25
    sizes: dict[str, int]
    folder: Path | None = None

    @property
    def passages(self) -> int:
        """How many there are in it, of volumes that are gone too."""
        return sum(self.sizes.values())

    def postings(self, word: str) -> slice:
        """Where the word is in the index's arrays."""
        at = self.index.vocab_dict.get(word, -1)
        indptr = self.index.scores["indptr"]
        return slice(int(indptr[at]), int(indptr[at + 1])) if 0 <= at < len(indptr) - 1 else slice(0, 0)


class Lexical:
    """The words of the passages of some volumes, by position; never changed."""

    def __init__(self, segments: Sequence[Segment], headers: Sequence[Header]) -> None:
        """Every volume of `headers` is in one of the segments; others in them do not count."""
        sizes = [len(header.counts) for header in headers]
        first = dict(zip([header.key for header in headers], np.cumsum([0, *sizes]).tolist(), strict=False))
        self._passages = sum(sizes)
        self._segments = []
        for segment in segments:
            starts = [first.get(key, self._passages) for key in segment.sizes]
            positions = rows_of(starts, list(segment.sizes.values()))
            self._segments.append((segment, np.minimum(positions, self._passages)))  # beyond the last: gone
        self._there = lru_cache(4_096)(self._count)

    def bm25(self, question: Sequence[str]) -> Floats:
        """BM25 of each passage for the stems of a question, (passages,), 0 where they share no word."""
        scores = np.zeros(self._passages + 1, dtype=np.float32)
        for word in question:
            for segment, positions in self._segments:
                at = segment.postings(word)
                if at.start < at.stop:
                    found = positions[segment.index.scores["indices"][at]]
                    own = _idf(segment.passages, at.stop - at.start)
                    scores[found] += segment.index.scores["data"][at] * np.float32(self.idf(word) / own)
        return scores[:-1]

    def idf(self, word: str) -> float:
        """log(1 + (N - n + .5) / (n + .5)), of N passages n with the word."""
        return _idf(self._passages, self._there(word))

    def has(self, word: str) -> bool:
        """Whether a passage has the stems of a word."""
        return all(self._there(stem) for stem in stems(word))

    def coverage(self, question: Sequence[str], text: Sequence[str]) -> float:
        """The idf share of the question's stems that `text` has, 0..1."""
        wanted = set(question)
        weights = {word: self.idf(word) for word in wanted}
        total = fsum(weights.values())  # sum would depend on the order of a set, and with it an answer
        return fsum(weights[word] for word in wanted.intersection(text)) / total if total else 0.0

    def _count(self, word: str) -> int:
        """In how many passages the word is."""
        there = 0
        for segment, positions in self._segments:
            at = segment.postings(word)
            if at.start < at.stop:
                found = positions[segment.index.scores["indices"][at]]
                there += int(np.count_nonzero(found < self._passages))
        return there


def of_volumes(volumes: Iterable[Volume]) -> Segment:
    """A segment in memory."""
    texts: list[list[str]] = []
    sizes: dict[str, int] = {}
    for volume in volumes:
        passages = volume.passages()
        sizes[volume.key] = len(passages)
        # Without any word bm25s cannot build an index; one that no text has keeps the scores at zero.
        texts += [stems(passage.text) or [""] for passage in passages]
    index = bm25s.BM25(method="lucene")
    index.index(texts or [[""]], show_progress=False)
    return Segment(index, sizes or {"": 1})


class Segments:
    """The segments of one folder, and what is not in them yet; one thread at a time may change them."""

    def __init__(self, folder: Path, *, least_passages: int = _LEAST_PASSAGES) -> None:
        """`least_passages` that are in no segment make one."""
        self._folder, self._least_passages = folder, least_passages
        self._segments: list[Segment] = []
        for path in sorted(folder.glob("*")):
            if segment := _load(path):
                self._segments.append(segment)
            else:  # a kill while it was written or deleted
                shutil.rmtree(path, ignore_errors=True)

    def lexical(self, headers: Sequence[Header], read: Read) -> Lexical:
        """The words of these volumes; those in no segment are read now."""
        segments = self._segments  # which `settle` may replace meanwhile
        stored = {key for segment in segments for key in segment.sizes}
        rest = [header for header in headers if header.key not in stored]
        fresh = [of_volumes(read(header.key) for header in rest)] if rest or not headers else []
        return Lexical([*segments, *fresh], headers)

    def settle(self, headers: Sequence[Header], read: Read) -> None:
        """Write what is in no segment, once it is enough, and write anew segments that are mostly gone."""
        sizes = {header.key: len(header.counts) for header in headers}
        kept: list[Segment] = []
        absorbed: list[Segment] = []
        for segment in self._segments:
            alive = sum(size for key, size in segment.sizes.items() if key in sizes)
            (kept if 2 * alive > segment.passages else absorbed).append(segment)
        stored = {key for segment in kept for key in segment.sizes}
        rest = [key for key in sizes if key not in stored]
        if not absorbed and sum(sizes[key] for key in rest) < self._least_passages:
            return
        for segment in sorted(kept, key=lambda segment: segment.passages):
            if segment.passages > min(sum(sizes[key] for key in rest), _MOST_PASSAGES // 2):
                break
            kept.remove(segment)
            absorbed.append(segment)
            rest += [key for key in segment.sizes if key in sizes]
        for keys in _runs(rest, sizes):
            kept.append(_save(of_volumes(map(read, keys)), self._folder / uuid4().hex))
        self._segments = kept
        for segment in absorbed:
            assert segment.folder is not None
            shutil.rmtree(segment.folder, ignore_errors=True)

    def clear(self) -> None:
        """Forget all."""
        self._segments = []
        shutil.rmtree(self._folder, ignore_errors=True)


def _runs(keys: Sequence[str], sizes: dict[str, int]) -> Iterable[list[str]]:
    """The keys in runs of at most `_MOST_PASSAGES` passages, but for a volume that has more by itself."""
    run: list[str] = []
    for key in keys:
        if run and sum(sizes[each] for each in run) + sizes[key] > _MOST_PASSAGES:
            yield run
            run = []
        run.append(key)
    if run:
        yield run


def _save(segment: Segment, folder: Path) -> Segment:
    segment.index.save(folder, show_progress=False)
    (folder / _KEYS).write_text(json.dumps(segment.sizes), encoding="utf-8")
    loaded = _load(folder)
    assert loaded is not None
    return loaded


def _load(folder: Path) -> Segment | None:
    """The segment in a folder, memory-mapped; None where it is not whole."""
    try:
        sizes = json.loads((folder / _KEYS).read_text(encoding="utf-8"))
        index = bm25s.BM25.load(folder, mmap=True, show_progress=False)
    except (OSError, ValueError):
        return None
    return Segment(index, sizes, folder)


def _idf(passages: int, there: int) -> float:
    return log(1 + (passages - there + 0.5) / (there + 0.5))
