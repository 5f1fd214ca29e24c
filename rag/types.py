"""The values that the stages hand to each other; every place in a text is (document, start, end)."""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["answered", "closest", "unanswered"]
Writer = Literal["quotes", "model"]
Judgement = Literal["supported", "unsupported", "misattributed", "altered_quote", "no_source"]
History = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Document:
    """One text of the corpus.

    `name` is the file's path relative to the corpus folder, with forward slashes. `text` is the decoded file,
    unchanged but for a byte order mark, or what was extracted from a file of another format. `language` is an
    ISO 639 code such as "fr", or "" where no language was recognised. `examples` are questions to begin with:
    the lines of a file beside it, named alike but ending in .questions. `source` is the web address it was
    published at: the first line of such a file ending in .source, or what a web page says itself, "" where
    there is none. `byline` and `date` (ISO 8601: a day, month or year) are the file's own, "" where it has
    none. `pages` are the offsets into `text` at which the pages of a PDF begin. `sha256` is the SHA-256 of
    the text in UTF-8, in hex; it is computed once, here.
    """

    name: str
    title: str
    text: str
    language: str = ""
    examples: tuple[str, ...] = ()
    source: str = ""
    byline: str = ""
    date: str = ""
    pages: tuple[int, ...] = ()
    sha256: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        object.__setattr__(self, "sha256", digest)  # the class is frozen

    def page_at(self, offset: int) -> int | None:
        """The page, from 1, on which the character at that offset stands; None in a text without pages."""
        return bisect_right(self.pages, max(offset, self.pages[0])) if self.pages else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """`Document.text[start:end]`: a sentence, or a piece of one too long for the embedding model.

    `paragraph` counts from 1; the title is paragraph 0. `context` is what a reader of the sentence knows
    already, the title and who speaks: it is embedded with it.
    """

    text: str
    document: str
    paragraph: int
    start: int
    end: int
    context: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks in a sentence, and the words of the document that show it: `text[start:end] == quote`."""

    speaker: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """`Document.text[start:end]`: a paragraph, or sentences of one that is longer than the model reads.

    `score` is in 0..1, higher is better, and compares passages of one question only.
    """

    text: str
    document: str
    paragraph: int
    start: int
    end: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document and the words that stand there: `document.text[start:end] == quote`.

    `number` counts from 1 within its answer. `speaker` is whom the article names for these words, "" where it
    is not sure; `attribution` is the place of the words that show it. `document_sha256` is the
    `Document.sha256` of the text it was cut from. `page` is the page of a PDF on which it begins.
    """

    number: int
    quote: str
    document: str
    paragraph: int
    start: int
    end: int
    speaker: str = ""
    document_sha256: str = ""
    attribution: Attribution | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the documents say of one sentence that somebody else wrote.

    `sentence` is as it was written, less its [n]; it stands at `start:end` of the given text, its [n]
    included, and begins in `line`, counted from 0. `verdict` is "supported"; "altered_quote", words in
    quotation marks that do not stand there so; "misattributed", said by somebody else; "no_source", without a
    place to check; else "unsupported". `reason` says in English why, "" where it is supported. `citations`
    are the sentences that carry it.
    """

    sentence: str
    verdict: Judgement
    reason: str = ""
    citations: tuple[Citation, ...] = ()
    start: int = 0
    end: int = 0
    line: int = 0

    @property
    def supported(self) -> bool:
        """Whether the documents say so."""
        return self.verdict == "supported"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that was read for a question, what its score is made of, and why it was kept or dropped."""

    text: str
    document: str
    paragraph: int
    start: int
    end: int
    speaker: str
    score: float
    parts: Mapping[str, float]
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer came about.

    `parts` are the questions it was split into. `signals` are those of the confidence (see `rag.evidence`),
    averaged over the parts; `confidence` is in 0..1: from `sure` on it is answered, from `perhaps` on
    closest.
    `unknown` are the question's names that no document has. `candidates` are in order of score.
    """

    parts: tuple[str, ...]
    request: str
    unknown: tuple[str, ...]
    signals: Mapping[str, float]
    confidence: float
    sure: float
    perhaps: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown for a question: in `text` a line in `language` and one per citation.

    `status` is "answered", "closest" (not sure: the closest passages are shown) or "unanswered" (at most the
    nearest passage is cited, and called that). `question` is the question as it was asked, without white
    space around; `understood` is how it was read where that is more: with the turn before it. `explanation`
    is there where it was asked for.
    `writer` is "model" where a chat model, `model`, wrote the sentences of `written`: those of its draft, in
    order, each with its verdict. Only the supported ones are in `text`, and only their citations are here.
    `notice` is one sentence, in `language`, on what was left out or went wrong, "" for nothing.
    """

    text: str
    status: Status
    language: str
    citations: tuple[Citation, ...] = ()
    question: str = ""
    understood: str = ""
    explanation: Explanation | None = None
    writer: Writer = "quotes"
    model: str = ""
    written: tuple[Verdict, ...] = ()
    notice: str = ""

    @property
    def answered(self) -> bool:
        """Whether the article answers the question."""
        return self.status == "answered"

    def receipt(self) -> str:
        """A small JSON text to keep: what was cited, and how `verify_receipt` can tell that it still holds.

        Raises ReceiptError for a citation without `document_sha256`.
        """
        from rag.receipt import receipt  # a module further right: it reads this one

        return receipt(self)


@dataclass(frozen=True, slots=True)
class Understood:
    """An event of `astream`: how a follow-up was read."""

    question: str


@dataclass(frozen=True, slots=True)
class Written:
    """An event of `astream`: a sentence of the draft, checked; its citations have the answer's numbers."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of `astream`: the whole answer, which replaces what was shown so far."""

    answer: Answer


Event = Understood | Written | Finished


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """Whether a citation of a receipt still holds: the same text, and the quote at `start:end` of it.

    `number`, `document`, `start` and `end` are the receipt's. `reason` says in English what differs, "" where
    the citation holds. `now` is the name of the document that has the text, where it has another one by now.
    """

    number: int
    document: str
    start: int
    end: int
    holds: bool
    reason: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of the corpus folder that could not be read, and why; `code` is `CorpusError.reason`."""

    name: str
    reason: str
    code: str = ""
