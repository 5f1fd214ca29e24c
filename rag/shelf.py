"""Documents -> their pieces in context and who speaks in them, in one Corpus: read before any question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from rag.attribution import attribute
from rag.embedding import Embedder
from rag.errors import UnknownDocument
from rag.names import Names
from rag.retrieval import Corpus
from rag.splitting import SplitDocument, split_document
from rag.types import Attribution, Document, Sentence

_MAX_TITLE_CHARS = 200  # of a title before each of its sentences


@dataclass(frozen=True, slots=True)
class Volume:
    """One document, its pieces, and who speaks in each of its sentences."""

    document: Document
    pieces: SplitDocument
    spoken: tuple[Attribution | None, ...]


class Shelf:
    """Volumes in the order of `load_folder`, and their pieces by position in `corpus`; never changed.

    `attributions` are by position of the sentence.
    """

    def __init__(self, volumes: Iterable[Volume]) -> None:
        ordered = sorted(volumes, key=lambda volume: PurePosixPath(volume.document.name))
        self._volumes = {volume.document.name: volume for volume in ordered}
        self.documents = {volume.document.name: volume.document for volume in ordered}
        self.corpus = Corpus([volume.pieces for volume in ordered])
        self.attributions = [said for volume in ordered for said in volume.spoken]

    @cached_property
    def names(self) -> Names:
        """The names in these texts."""
        return Names(self.corpus.sentences, {said.speaker for said in self.attributions if said})

    def document(self, name: str) -> Document:
        """The document of that name; raises UnknownDocument."""
        if name not in self.documents:
            known = ", ".join(list(self.documents)[:5])
            raise UnknownDocument(f"There is no document {name!r} in the corpus: its documents are {known}.")
        return self.documents[name]

    def positions(self, name: str) -> range:
        """Where the sentences of the document of that name are in the corpus; raises UnknownDocument."""
        return self.corpus.document_sentences[self.document(name).name]

    def including(self, volume: Volume) -> "Shelf":
        """A shelf with that volume too."""
        return Shelf([*self._volumes.values(), volume])

    def without(self, name: str) -> "Shelf":
        """A shelf without the volume of that name."""
        return Shelf([volume for other, volume in self._volumes.items() if other != name])

    def only(self, name: str) -> "Shelf":
        """A shelf of that one volume."""
        return Shelf([self._volumes[name]])


def read_volume(document: Document, embedder: Embedder) -> Volume:
    """Split a document into pieces that the model reads, and find out who speaks."""
    pieces = split_document(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)
    spoken = tuple(attribute(pieces.sentences))
    return Volume(
        document, replace(pieces, sentences=_in_context(document, pieces.sentences, spoken)), spoken
    )


def _in_context(
    document: Document, sentences: Sequence[Sentence], spoken: Sequence[Attribution | None]
) -> tuple[Sentence, ...]:
    """The sentences with what their reader knows already: the title, and who goes on speaking."""
    title = f"{document.title[:_MAX_TITLE_CHARS]}."
    result = []
    for sentence, said in zip(sentences, spoken, strict=True):
        elsewhere = said is not None and not sentence.start <= said.start < sentence.end
        context = f"{title} {said.speaker} :" if said and elsewhere else title
        result.append(replace(sentence, context=context if sentence.paragraph else ""))
    return tuple(result)
