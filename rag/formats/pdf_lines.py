"""The lines of each page of a PDF, with their places -> paragraphs, without what is repeated on the pages.

A PDF has no paragraphs, only lines at places. Larger gaps, other sizes of letters, indents and lines
that end short part them; a paragraph goes on across a column or a page where its sentence does.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from rag.formats.extract import tidy

_EDGE_ROWS = 2  # at the top and the bottom of a page, which can be a running head or foot
_REPEATED = 3  # on so many pages, or on all of fewer, a line at the edge is no part of the text
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:p\.|page|seite|página|pagina)?\s*(?:\d{1,4}|[ivxl]{1,7})"
    r"(?:\s*(?:/|of|de|sur|von)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"(?:[•▪◦‣●■–—-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_COMPOUND = re.compile(r"\w+(?:-\w+)+")
_HYPHENS = "-\u2010\u00ad"
# French words that follow a hyphen of their own, and so keep it at the end of a line.
_AFTER_HYPHEN = re.compile(
    "ils?|elles?|on|je|tu|nous|vous|ce|ci|là|mêmes?|moi|toi|lui|leur|y|en", re.IGNORECASE
)
_SENTENCE_ENDS = tuple('.!?…:;»”")]。！？')
_GAP = 1.35  # of the usual distance between lines: a larger one parts paragraphs
_SIZE = 1.12  # of the letters' height: a larger change parts paragraphs
_INDENT = 0.7  # of the letters' height
_SHORT = 0.12  # of the column's width: a line that ends so much before the others is a last one
_VERY_SHORT = 0.4  # of it: a heading, if a capital follows
_SAME_ROW = 0.45  # of the letters' height: exponents and indices are less far up and down
_USUAL_LEADING = 1.2  # of the letters' height, where a text is too short to tell
_POSSIBLE_LEADINGS = (0.5, 3.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: where it begins and ends (points from the left), its baseline (from the bottom).

    `height` is that of its letters. With `hyphen`, which is not in `text`, its last word goes on in the next.
    """

    text: str
    left: float
    right: float
    baseline: float
    height: float
    hyphen: bool = False


def joined(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, a blank line between paragraphs, and the offset at which each page begins."""
    tidied = [[_tidied(line) for line in page if tidy(line.text)] for page in pages]
    kept = list(_without_edges(tidied))
    leading, compounds = _leading(kept), _compounds(kept)
    parts: list[str] = []
    begins: list[int | None] = []
    size = 0
    block: list[Line] = []  # the lines of the paragraph so far
    for page in kept:
        begins.append(None)
        for line in page:
            between = _between(block, line, leading, new_page=begins[-1] is None) if block else ""
            if between == "" and block:
                between = _joint(block[-1].text, line.text, compounds)
            parts += (between, line.text)
            size += len(between) + len(line.text)
            if begins[-1] is None:
                begins[-1] = size - len(line.text)
            block = _lengthened(block, line) if between != "\n\n" else [line]
    return "".join(parts), _filled(begins, size)


def _tidied(line: Line) -> Line:
    text = line.text.rstrip()
    if text[-1] in _HYPHENS and text[-2:-1].isalpha():
        return replace(line, text=tidy(text[:-1]), hyphen=True)
    return replace(line, text=tidy(text))


def _filled(begins: Sequence[int | None], end: int) -> tuple[int, ...]:
    """A page without text begins where the next one does."""
    filled = []
    for begin in reversed(begins):
        end = end if begin is None else begin
        filled.append(end)
    return tuple(reversed(filled))


def _without_edges(pages: Sequence[Sequence[Line]]) -> Iterator[list[Line]]:
    """The pages without running heads and feet, and page numbers."""
    if len(pages) < 2:
        yield from map(list, pages)
        return
    edges = [_edges(page) for page in pages]
    counts = Counter(key for edge in edges for key in {_key(line) for line in edge})
    wanted = min(_REPEATED, len(pages))
    for page, edge in zip(pages, edges, strict=True):
        running = {line for line in edge if counts[_key(line)] >= wanted or _PAGE_NUMBER.fullmatch(line.text)}
        yield [line for line in page if line not in running]


def _edges(page: Sequence[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(page, key=lambda line: -line.baseline):
        if rows and rows[-1][0].baseline - line.baseline < _SAME_ROW * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    at_edge = rows[:_EDGE_ROWS] + rows[_EDGE_ROWS:][-_EDGE_ROWS:]
    return [line for row in at_edge for line in row]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance between baselines, in heights of letters."""
    least, most = _POSSIBLE_LEADINGS
    found = [
        (above.baseline - below.baseline) / below.height
        for page in pages
        for above, below in pairwise(page)
        if below.height and _same_size(above, below)
    ]
    possible = [ratio for ratio in found if least < ratio < most]
    return median(possible) if possible else _USUAL_LEADING


def _compounds(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """The words that have a hyphen in the middle of a line."""
    return frozenset(
        word.casefold() for page in pages for line in page for word in _COMPOUND.findall(line.text)
    )


def _between(block: Sequence[Line], line: Line, leading: float, *, new_page: bool) -> str:
    """What stands between a paragraph so far and the next line: nothing, a space, or its end."""
    before = block[-1]
    down = before.baseline - line.baseline
    goes_on = "" if before.hyphen else " "
    if not new_page and _same_row(before, line):
        return goes_on
    if new_page or down < 0:  # the next page or column
        return goes_on if _crosses(block, line) else "\n\n"
    if not _same_size(before, line) or down > _GAP * leading * line.height or _LIST_ITEM.match(line.text):
        return "\n\n"
    if before.hyphen:
        return ""
    return "\n\n" if _ends_here(block, line) else " "


def _lengthened(block: list[Line], line: Line) -> list[Line]:
    """The lines of a paragraph with one more, which may be a piece of the last one."""
    if block and _same_row(block[-1], line):
        last = block[-1]
        return [*block[:-1], replace(last, text=line.text, right=line.right, hyphen=line.hyphen)]
    return [*block, line]


def _same_row(before: Line, line: Line) -> bool:
    """Whether a line goes on to the right of another one, as after a wide space or as an exponent."""
    offset = abs(before.baseline - line.baseline)
    return offset < _SAME_ROW * max(before.height, line.height) and line.left > before.left


def _crosses(block: Sequence[Line], line: Line) -> bool:
    """Whether the paragraph goes on with a line that stands elsewhere."""
    before = block[-1]
    if not _same_size(before, line) or _LIST_ITEM.match(line.text):
        return False
    if before.hyphen or before.text.endswith(","):
        return True
    if before.text.endswith(_SENTENCE_ENDS):
        return False
    return line.text[0].islower() or (len(block) > 1 and not _is_short(block, block[0], _SHORT))


def _ends_here(block: Sequence[Line], line: Line) -> bool:
    """Whether the line below begins a paragraph, as indents and a short last line tell."""
    before = block[-1]
    ended = before.text.endswith(_SENTENCE_ENDS)
    short = _is_short(block, line, _SHORT)
    indent = (line.left - before.left) / line.height
    hangs = len(block) == 1 and _LIST_ITEM.match(before.text)
    if indent > _INDENT and not hangs:
        return ended or short
    if indent < -_INDENT and len(block) > 1:
        return ended
    heading = line.text[0].isupper() and _is_short(block, line, _VERY_SHORT)
    return (ended and short) or heading


def _is_short(block: Sequence[Line], line: Line, share: float) -> bool:
    """Whether the last line of a paragraph leaves that share of the column empty."""
    lines = (*block, line)
    right, left = max(each.right for each in lines), min(each.left for each in lines)
    return block[-1].right < right - share * (right - left)


def _same_size(one: Line, other: Line) -> bool:
    return max(one.height, other.height) <= _SIZE * min(one.height, other.height)


def _joint(before: str, after: str, compounds: frozenset[str]) -> str:
    """What stands between the halves of a word that was parted: its own hyphen, or nothing."""
    first = re.search(r"[\w-]+$", before)
    second = re.match(r"[\w-]+", after)
    if not first or not second or not after[0].islower() or _AFTER_HYPHEN.fullmatch(second[0]):
        return "-"
    return "-" if f"{first[0]}-{second[0]}".casefold() in compounds else ""
