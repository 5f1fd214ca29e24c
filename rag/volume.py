"""Document -> a Volume: its pieces as places in its text, and who speaks in each sentence."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rag.attribution import attribute
from rag.splitting import split_document
from rag.types import Attribution, Document, Passage, Sentence

Places = npt.NDArray[np.int32]  # (n, 3): paragraph, start and end of each piece
Counts = npt.NDArray[np.int32]  # (n,): sentences of each passage
Said = tuple[str, int, int]  # the speaker, and the place of the words that show it

_MAX_TITLE_CHARS = 200  # of a title before each of its sentences


@dataclass(frozen=True, slots=True)
class Volume:
    """One document, its pieces in order, and who speaks in each of its sentences.

    `key` is the same for the same pieces in the same context, whatever the file is called: their vectors are
    the same.
    """

    document: Document
    passage_places: Places
    sentence_places: Places
    counts: Counts
    said: tuple[Said | None, ...]
    key: str = field(init=False)

    def __post_init__(self) -> None:
        about = f"{self.document.sha256} {self._title}\0{self.said}"
        digest = hashlib.sha256(about.encode("utf-8", "surrogatepass"))
        digest.update(self.passage_places.tobytes() + self.sentence_places.tobytes())
        object.__setattr__(self, "key", digest.hexdigest()[:32])  # the class is frozen

    def passage(self, at: int) -> Passage:
        """The passage at that position."""
        paragraph, start, end = self.passage_places[at].tolist()
        return Passage(self.document.text[start:end], self.document.name, paragraph, start, end)

    def passages(self) -> list[Passage]:
        """All passages, in order."""
        text, name = self.document.text, self.document.name
        return [
            Passage(text[start:end], name, n, start, end) for n, start, end in self.passage_places.tolist()
        ]

    def sentence(self, at: int) -> Sentence:
        """The sentence at that position; its context is the title, and who goes on speaking."""
        return self._sentence(at, *self.sentence_places[at].tolist())

    def sentences(self) -> list[Sentence]:
        """All sentences, in order."""
        return [self._sentence(at, *place) for at, place in enumerate(self.sentence_places.tolist())]

    def attribution(self, at: int) -> Attribution | None:
        """Who speaks in the sentence at that position."""
        if (said := self.said[at]) is None:
            return None
        speaker, start, end = said
        return Attribution(speaker, self.document.text[start:end], start, end)

    def texts(self) -> list[str]:
        """What is embedded of it, in the order of its rows (see `Header`)."""
        sentences = self.sentences()
        in_context = (f"{s.context} {s.text}" if s.context else s.text for s in sentences)
        return [*(p.text for p in self.passages()), *(s.text for s in sentences), *in_context]

    def ids(self) -> list[str]:
        """A name for each passage, the same wherever its volume is stored."""
        return [f"{self.key}.{at}" for at in range(len(self.counts))]

    def metadata(self) -> list[dict[str, str | int]]:
        """What is stored with the vector of each passage, for whoever reads Chroma by other means."""
        name, language = self.document.name, self.document.language
        return [
            {"volume": self.key, "document": name, "language": language, "start": start, "end": end}
            for _, start, end in self.passage_places.tolist()
        ]

    def speakers(self) -> set[str]:
        """Whom the text names as speakers."""
        return {said[0] for said in self.said if said}

    @property
    def _title(self) -> str:
        return f"{self.document.title[:_MAX_TITLE_CHARS]}."

    def _sentence(self, at: int, paragraph: int, start: int, end: int) -> Sentence:
        context = ""
        if paragraph:
            said = self.said[at]
            elsewhere = said is not None and not start <= said[1] < end
            context = f"{self._title} {said[0]} :" if said and elsewhere else self._title
        return Sentence(self.document.text[start:end], self.document.name, paragraph, start, end, context)


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """What is known of a volume without reading it.

    `counts` are the sentences of each passage; `first_row` is where its vectors begin in the vector file:
    those of its passages, of its sentences, and of its sentences in context. The rest is its `Document`'s, or
    says which state of its file was read (`stamp`).
    """

    name: str
    key: str
    language: str
    counts: Counts
    first_row: int = 0
    sha256: str = ""
    stamp: str = ""
    title: str = ""
    source: str = ""
    examples: tuple[str, ...] = ()
    date: str = ""
    sentence_count: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence_count", int(self.counts.sum()))  # the class is frozen

    @property
    def rows(self) -> int:
        """How many vectors it has."""
        return len(self.counts) + 2 * self.sentence_count


def read_volume(document: Document, *, count_tokens: Callable[[str], int], max_tokens: int) -> Volume:
    """Split a document into pieces of at most `max_tokens` tokens, and find out who speaks."""
    pieces = split_document(document, count_tokens=count_tokens, max_tokens=max_tokens)
    said = tuple(
        (each.speaker, each.start, each.end) if each else None for each in attribute(pieces.sentences)
    )
    counts = np.bincount(pieces.sentence_passage, minlength=len(pieces.passages)).astype(np.int32)
    return Volume(document, _places(pieces.passages), _places(pieces.sentences), counts, said)


def _places(pieces: Sequence[Passage | Sentence]) -> Places:
    places = [(piece.paragraph, piece.start, piece.end) for piece in pieces]
    return np.array(places, dtype=np.int32).reshape(-1, 3)
