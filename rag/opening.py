"""Settings -> the index that they name, opened."""

from contextlib import suppress

from rag.embedding import Embedder
from rag.errors import IndexLocked
from rag.evidence import background
from rag.indexing import Index
from rag.settings import Settings

_MOST_PROCESSES = 16  # on one machine, over one corpus folder and a Chroma server


def open_index(settings: Settings, embedder: Embedder) -> Index:
    """The index in the folder that is named; over a Chroma server, else in the first that is free."""
    folder = settings.index or settings.corpus / ".index"
    folders = [folder]
    if settings.chroma_url and settings.index is None:
        folders += [folder.with_name(f"{folder.name}-{number}") for number in range(2, _MOST_PROCESSES + 1)]
    for each in folders[:-1]:
        with suppress(IndexLocked):
            return Index(each, embedder, background(), settings)
    return Index(folders[-1], embedder, background(), settings)
