"""Document -> sentences and passages, each with character offsets into Document.text."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.loading import title_span
from rag.types import Document, Passage, Sentence

SPLITTER_VERSION = "1"  # stored with the index: raise it when any offset can come out differently

_Span = tuple[int, int]

_MAX_WRAPPED_COLUMNS = 120  # a longer line is a paragraph of its own, not a line of hard-wrapped text
_MAX_QUOTE_CHARS = 800  # a longer quotation is cut at its own sentence ends
_QUOTES = {"«": "»", "“": "”", "„": "“”", "‹": "›", "「": "」", "『": "』", "《": "》", "»": "«"}
_CLOSING = "\"'”’»›)]」』）】》*_"  # “ and « close too in some languages: where they end a quotation
_FULL_WIDTH = "。！？｡"  # these end a sentence with no space after them
_JAPANESE_QUOTATIVE = "とっ"  # 「…。」と言った: the words that attribute a quotation go on
_END = re.compile(rf"(?:[{_FULL_WIDTH}]|[.!?…؟۔।॥։።‽])+")
_ALONE_BEFORE_DOT = re.compile(
    r"(?:^|[\s(«“\"'’\[-])(?:[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_])$"
)  # initials: J., U.S, z.B
_ENUMERATOR = re.compile(r"^\W*(?:\d{1,3}|[ivxlc]{1,5})$", re.IGNORECASE)  # "1." at the start of a sentence
_GERMAN_ORDINAL = re.compile(
    r"\s(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|"
    r"Oktober|November|Dezember|Jahrhundert)\b"
)
_NOT_SPACE = re.compile(r"\S")
_LOOK_CHARS = 24  # around a full stop: longer than any abbreviation and any run of marks in a text
_LAST_WORD = re.compile(r"[^\W\d_][\w.]*$")
_LIST_ITEM = re.compile(r"\s*(?:[-*•–—+]|\d{1,3}[.)]|#{1,6})\s")
# Abbreviations that a capital letter usually follows inside one sentence; those that often end one
# (etc., Inc.) are not here.
_ABBREVIATION_WORDS = """
         m mm mme mmes mlle mlles dr drs pr prof mr mrs ms messrs st ste sr sra srta sres jr gen gov
    sen rep lt col sgt     capt cmdr adm rev hon pres cf vs éd ed eds av bd hr fr dipl ing bzw usf
    vgl evtl sog inkl ud uds sig sigg dott     avv dhr mevr bijv resp e.g i.e
"""
# Those that are words too, or stand before a number: they go on only where one follows.
_NUMBERED_WORDS = """
         p pp vol vols fig figs art arts chap env approx ca no nos nr núm num tél tel abs pág págs
    pag al janv févr avr     juil sept oct nov déc jan feb mar apr jun jul aug sep okt dez dec
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_WORDS.split())
_NUMBERED = frozenset(_NUMBERED_WORDS.split())


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

    for number, (start, end) in _numbered_paragraphs(document.text):
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
        start = offset + len(line) - len(line.lstrip())
        end = offset + len(line.rstrip())
        offset += len(line)
        if title and (start, end) == title:
            spans.append(title)
        elif start < end:
            block.append((start, end))
        elif block:
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
    quoted = _quoted_spans(text, start, end)
    quote_ends = {stop - 1 for _, stop in quoted}
    spans, begin, inside = [], start, 0
    for found in _END.finditer(text, start, end):
        if found.start() < begin:
            continue
        stop = _after_closing(text, found.end(), end, quote_ends)
        while inside < len(quoted) and quoted[inside][1] <= found.start():
            inside += 1
        if inside < len(quoted) and quoted[inside][0] < found.start() and stop < quoted[inside][1]:
            continue
        if _ends_sentence(text, begin, found, stop, end):
            spans.append((begin, stop))
            begin = stop
    spans.append((begin, end))
    return [stripped for span in spans if (stripped := _strip(text, *span))]


def _numbered_paragraphs(text: str) -> Iterator[tuple[int, _Span]]:
    return enumerate(paragraph_spans(text), start=0 if title_span(text) else 1)


def _block_paragraphs(text: str, lines: list[_Span]) -> list[_Span]:
    """One block of lines without a blank one -> its paragraphs."""
    unfinished = [text[end - 1] not in '.!?…:;»”"。！？؟।)' for _, end in lines[:-1]]
    wrapped = max((end - start for start, end in lines), default=0) <= _MAX_WRAPPED_COLUMNS and 2 * sum(
        unfinished
    ) >= len(unfinished)
    spans: list[_Span] = []
    heading = False
    for start, end in lines:
        if spans and wrapped and not heading and not _LIST_ITEM.match(text[start : end + 1]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        heading = text[start] == "#"
    return spans


def _quoted_spans(text: str, start: int, end: int) -> list[_Span]:
    """Outermost quotations as (start, end), in order; one without an end, or a very long one, is left out."""
    spans: list[_Span] = []
    straight = [at for at in range(start, end) if text[at] == '"']
    pairs = dict(zip(straight[::2], straight[1::2], strict=False)) if len(straight) % 2 == 0 else {}
    at = start
    while at < end:
        character = text[at]
        close = pairs.get(at, -1)
        if character in _QUOTES and not (character == "»" and not _opens(text, at, end)):
            close = _matching(text, at, min(end, at + _MAX_QUOTE_CHARS))
        if close > at and close - at <= _MAX_QUOTE_CHARS:
            spans.append((at, close + 1))
            at = close
        at += 1
    return spans


def _opens(text: str, at: int, end: int) -> bool:
    """Whether a » opens a quotation, as in German and Danish books: a space before, none after."""
    return (
        (at == 0 or text[at - 1].isspace())
        and at + 1 < end
        and not text[at + 1].isspace()
        and text[at + 1].isalnum()
    )


def _matching(text: str, at: int, end: int) -> int:
    """The position of the mark that closes the quotation opened at `at`, -1 where none does."""
    opening, closing = text[at], _QUOTES[text[at]]
    depth = 0
    for position in range(at + 1, end):
        if text[position] in closing:
            if depth == 0:
                return position
            depth -= 1
        elif text[position] == opening:
            depth += 1
    return -1


def _after_closing(text: str, at: int, end: int, quote_ends: set[int]) -> int:
    """Where the closing marks after a full stop end; French quotation marks stand after a space."""
    while at < end:
        if at in quote_ends or text[at] in _CLOSING:
            at += 1
        elif text[at] in " \u00a0\u202f" and at + 1 < end and text[at + 1] == "»":
            at += 2
        else:
            break
    return at


def _ends_sentence(text: str, begin: int, mark: re.Match[str], stop: int, end: int) -> bool:
    """Whether the full stop `mark`, closed up to `stop`, ends the sentence that began at `begin`."""
    following = _NOT_SPACE.search(text, stop, end)
    if not following:
        return True
    after = following.group()
    full_width = mark.group()[-1] in _FULL_WIDTH
    if not full_width and not text[stop].isspace():
        return False
    closed = stop > mark.end()
    follower = _first_letter(text, stop, end)
    if follower.islower() or after in ",;:)]»”":
        return False
    if closed and full_width and after in _JAPANESE_QUOTATIVE:
        return False
    if closed and not full_width and not (follower.isalpha() or after in _QUOTES or after in "\"'—–-"):
        return False
    if mark.group() == "." and not closed:
        before = text[max(begin, mark.start() - _LOOK_CHARS) : mark.start()]
        word = _LAST_WORD.search(before)
        known = word.group().lower() if word else ""
        if known in _ABBREVIATIONS or (known in _NUMBERED and after.isdigit()):
            return False
        if _ALONE_BEFORE_DOT.search(before):
            return False
        opens = mark.start() - begin < _LOOK_CHARS and _ENUMERATOR.match(before)
        if opens or (before[-1:].isdigit() and _GERMAN_ORDINAL.match(text, stop, end)):
            return False
    return True


def _first_letter(text: str, at: int, end: int) -> str:
    """The next character from `at` that is no space, mark or bracket, "" where none is near."""
    for position in range(at, min(end, at + _LOOK_CHARS)):
        if not text[position].isspace() and unicodedata.category(text[position])[0] not in "PS":
            return text[position]
    return ""


def _strip(text: str, start: int, end: int) -> _Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


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
