"""Headers of volumes -> documents, pieces by position and names, each volume read when it is needed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from rag.errors import UnknownDocument
from rag.lexical import Lexical, of_volumes
from rag.names import Names
from rag.retrieval import Corpus
from rag.types import Document
from rag.volume import Header, Volume


class Source(Protocol):
    """Where volumes are kept; called from several threads."""

    def volume(self, key: str) -> Volume:
        """The volume of that key; raises UnknownDocument where it is gone."""

    def lexical(self, headers: Sequence[Header]) -> Lexical:
        """The words of the passages of these volumes, in this order."""

    def names(self) -> Names:
        """The names in all volumes."""


class Shelf:
    """Volumes in the order of their names, and their pieces by position in `corpus`; never changed."""

    def __init__(self, headers: Sequence[Header], source: Source) -> None:
        self.headers = tuple(sorted(headers, key=lambda header: header.name.split("/")))
        self._source = source
        self._header = {header.name: header for header in self.headers}
        self.documents: Mapping[str, Document] = _Documents(self._header, self._document)
        self.corpus = Corpus(self.headers, source.volume, source.lexical(self.headers))
        self.attributions = self.corpus.attributions
        self.names = source.names()

    def document(self, name: str) -> Document:
        """The document of that name; raises UnknownDocument."""
        return self._document(self.header(name))

    def header(self, name: str) -> Header:
        """What is known of the document of that name without reading it; raises UnknownDocument."""
        if name not in self._header:
            known = ", ".join(header.name for header in self.headers[:5])
            raise UnknownDocument(f"There is no document {name!r} in the corpus: its documents are {known}.")
        return self._header[name]

    def positions(self, name: str) -> range:
        """Where the sentences of the document of that name are in the corpus; raises UnknownDocument."""
        return self.corpus.document_sentences[self.header(name).name]

    def of(self, headers: Sequence[Header]) -> "Shelf":
        """A shelf of these volumes of it alone."""
        if len(headers) == 1:
            return Shelf(headers, _One(self._source.volume(headers[0].key)))
        part = Shelf(headers, self._source)
        part.names = self.names.where(part.corpus.lexical.has)
        return part

    def without(self, name: str) -> "Shelf":
        """A shelf without the volume of that name."""
        return Shelf([header for header in self.headers if header.name != name], self._source)

    def _document(self, header: Header) -> Document:
        return self._source.volume(header.key).document


class _One:
    """A single volume as a source."""

    def __init__(self, volume: Volume) -> None:
        self._volume = volume

    def volume(self, key: str) -> Volume:
        return self._volume

    def lexical(self, headers: Sequence[Header]) -> Lexical:
        return Lexical([of_volumes([self._volume])], headers)

    def names(self) -> Names:
        return Names.of(self._volume.sentences(), self._volume.speakers())


class _Documents(Mapping[str, Document]):
    """Name -> document, read when it is asked for."""

    def __init__(self, headers: Mapping[str, Header], read: Callable[[Header], Document]) -> None:
        self._headers, self._read = headers, read

    def __getitem__(self, name: str) -> Document:
        return self._read(self._headers[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)
