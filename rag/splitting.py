"""Document -> sentences and passages, each with character offsets into Document.text."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from rag.loading import title_span
from rag.punctuation import FULL_STOP, after_closing, ends_sentence, quoted_spans
from rag.types import Document, Passage, Sentence

SPLITTER_VERSION = "1"  # stored with the index: raise it when any offset can come out differently

_Span = tuple[int, int]

_MAX_WRAPPED_COLUMNS = 120  # a longer line is a paragraph of its own, not a line of hard-wrapped text
_LIST_ITEM = re.compile(r"\s*(?:[-*•–—+]|\d{1,3}[.)]|#{1,6})\s")


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """A document in pieces: `sentence_passage[i]` is the position in `passages` that holds `sentences[i]`."""

    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    sentence_passage: tuple[int, ...]
    name: str = ""
    language: str = ""


def split_document(
    document: Document, *, count_tokens: Callable[[str], int], max_tokens: int
) -> SplitDocument:
    """Cut a document into sentences and passages of at most `max_tokens` tokens, in order.

    Both cover the text: only white space lies between two pieces. Paragraphs count from 1, the title is
    paragraph 0.
    """
    sentences: list[Sentence] = []
    passages: list[Passage] = []
    sentence_passage: list[int] = []

    def fits(start: int, end: int) -> bool:
        # A token is at least one character of the normal form, but for the few that the model adds.
        text = document.text[start:end]
        return len(unicodedata.normalize("NFKC", text)) + 16 <= max_tokens or count_tokens(text) <= max_tokens

    def add(run: list[_Span], number: int) -> None:
        start, end = run[0][0], run[-1][1]
        passages.append(Passage(document.text[start:end], document.name, number, start, end))
        for begin, stop in run:
            sentences.append(Sentence(document.text[begin:stop], document.name, number, begin, stop))
            sentence_passage.append(len(passages) - 1)

    first = 0 if title_span(document.text) else 1
    for number, (start, end) in enumerate(paragraph_spans(document.text), first):
        pieces = [
            piece
            for span in sentence_spans(document.text, start, end)
            for piece in ([span] if fits(*span) else _cut(document.text, span, count_tokens, max_tokens))
        ]
        run: list[_Span] = []
        whole = fits(start, end)
        for piece in pieces:
            if run and not whole and not fits(run[0][0], piece[1]):
                add(run, number)
                run = []
            run.append(piece)
        add(run, number)
    return SplitDocument(
        tuple(sentences), tuple(passages), tuple(sentence_passage), document.name, document.language
    )


def paragraph_spans(text: str) -> list[_Span]:
    r"""Paragraphs as (start, end), white space around them left out.

    Blank lines part paragraphs; within a block every line is one, unless the lines look hard-wrapped: none
    longer than 120 characters and most of them ending in the middle of a sentence. The title stands alone.

    >>> paragraph_spans("Title\nOne long\nparagraph.\n\nTwo.")
    [(0, 5), (6, 25), (27, 31)]
    """
    spans: list[_Span] = []
    block: list[_Span] = []
    title = title_span(text)
    offset = 0
    for line in text.splitlines(keepends=True):
        span = _strip(text, offset, offset + len(line))
        offset += len(line)
        if span and span == title:
            spans.append(span)
        elif span:
            block.append(span)
        else:
            spans.extend(_block_paragraphs(text, block))
            block = []
    return spans + _block_paragraphs(text, block)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[_Span]:
    """Sentences of `text[start:end]` as (start, end) into `text`, white space around them left out.

    A quotation is never cut, unless it has no end or is longer than 800 characters, and the words that
    attribute it stay with it.

    >>> text = "« Partons ! Vite. », a dit M. Roy. Ils ont payé 3.5 millions. Puis ?"
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['« Partons ! Vite. », a dit M. Roy.', 'Ils ont payé 3.5 millions.', 'Puis ?']
    """
    end = len(text) if end is None else end
    quoted = quoted_spans(text, start, end)
    quote_ends = {stop - 1 for _, stop in quoted}
    spans, begin, inside = [], start, 0
    for found in FULL_STOP.finditer(text, start, end):
        if found.start() < begin:
            continue
        stop = after_closing(text, found.end(), end, quote_ends)
        while inside < len(quoted) and quoted[inside][1] <= found.start():
            inside += 1
        if inside < len(quoted) and quoted[inside][0] < found.start() and stop < quoted[inside][1]:
            continue
        if ends_sentence(text, begin, found, stop, end):
            spans.append((begin, stop))
            begin = stop
    spans.append((begin, end))
    return [stripped for span in spans if (stripped := _strip(text, *span))]


def _block_paragraphs(text: str, lines: list[_Span]) -> list[_Span]:
    """One block of lines without a blank one -> its paragraphs."""
    unfinished = [text[end - 1] not in '.!?…:;»”"。！？؟।)' for _, end in lines[:-1]]
    longest = max((end - start for start, end in lines), default=0)
    wrapped = longest <= _MAX_WRAPPED_COLUMNS and 2 * sum(unfinished) >= len(unfinished)
    spans: list[_Span] = []
    heading = False
    for start, end in lines:
        if spans and wrapped and not heading and not _LIST_ITEM.match(text[start : end + 1]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        heading = text[start] == "#"
    return spans


def _strip(text: str, start: int, end: int) -> _Span | None:
    words = text[start:end].strip()
    first = text.find(words, start, end)
    return (first, first + len(words)) if words else None


def _cut(text: str, span: _Span, count_tokens: Callable[[str], int], max_tokens: int) -> list[_Span]:
    """An endless sentence -> pieces that fit, by LangChain's splitter: at marks and spaces, else anywhere."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # half a second, and rarely needed

    def cut(piece: str, marks: int) -> list[str]:
        splitter = RecursiveCharacterTextSplitter(
            separators=["\n", "; ", ", ", "、", "，", " ", ""],
            chunk_size=max_tokens - marks,
            chunk_overlap=0,
            length_function=lambda part: count_tokens(part) - marks,
            keep_separator="end",
            strip_whitespace=False,
        )
        return splitter.split_text(piece)

    # The splitter adds up counts, and so would count the model's own marks with every word. Without them
    # pieces fill the window, but counts do not add up exactly: a piece that came out too long is cut again.
    pieces = [
        part
        for piece in cut(text[span[0] : span[1]], min(count_tokens(""), max_tokens - 1))
        for part in ([piece] if count_tokens(piece) <= max_tokens else cut(piece, 0))
    ]
    spans, at = [], span[0]
    for piece in pieces:
        if stripped := _strip(text, at, at + len(piece)):
            spans.append(stripped)
        at += len(piece)
    return spans
