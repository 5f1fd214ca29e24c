"""Texts -> volumes and corpora for tests, split as the library splits them, or with a token per character."""

from collections.abc import Callable, Sequence

from rag.lexical import Lexical, of_volumes
from rag.retrieval import Corpus
from rag.types import Document
from rag.volume import Header, Volume, read_volume


def volume(text: str, name: str, *, count_tokens: Callable[[str], int] = len) -> Volume:
    """The volume of a document with that text."""
    return read_volume(Document(name, text.splitlines()[0], text), count_tokens=count_tokens, max_tokens=512)


def corpus_of(*texts: str) -> Corpus:
    """The corpus of documents 0.txt, 1.txt, ... with these texts."""
    return corpus_of_volumes([volume(text, f"{number}.txt") for number, text in enumerate(texts)])


def corpus_of_volumes(volumes: Sequence[Volume]) -> Corpus:
    """The corpus of these volumes, in memory."""
    headers = [header(each) for each in volumes]
    return Corpus(
        headers, {each.key: each for each in volumes}.__getitem__, Lexical([of_volumes(volumes)], headers)
    )


def header(volume: Volume) -> Header:
    """What is known of a volume without reading it, but for its vectors."""
    return Header(volume.document.name, volume.key, volume.document.language, volume.counts)
