"""A tree of HTML -> its paragraphs, headings, list items and rows of tables."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from rag.formats.extract import tidy

# Those of trafilatura's own tree (head, item, row) are among them.
_BLOCK_TAG = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|"
    "footer|form|h[1-6]|head|header|hr|item|li|list|main|ol|p|pre|quote|row|section|summary|table|tbody|tfoot|"
    "thead|tr|ul"
)
_LEFT_OUT = re.compile(
    "audio|button|canvas|embed|iframe|input|math|nav|noscript|object|rp|rt|script|select|style|svg|template|"
    "textarea|title|video"
)
_BREAKS, _CELLS = frozenset(("br", "lb")), frozenset(("td", "th", "cell"))
_BREAK, _CELL = "\x1e", "\x1f"  # where a line of a block and a cell of a row end: in no text
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§↑]+|[a-z])[\])]?")


def paragraphs(root: "etree._Element") -> Iterator[str]:
    """The blocks of text below an element, in order; cells stand between bars, a line break ends a line."""
    pieces: list[str] = []
    stack = [(root, False)]  # not recursion: a page can be nested deeper than Python goes
    while stack:
        element, ended = stack.pop()
        tag = _tag(element)
        ends_block = _BLOCK_TAG.fullmatch(tag) and not _fills_cell(element)
        if ended:
            if ends_block:
                yield from _block(pieces)
            pieces.append(element.tail or "" if element is not root else "")
            continue
        stack.append((element, True))
        if tag == "" or _LEFT_OUT.fullmatch(tag) or _is_note_mark(element, tag):
            continue
        if ends_block:
            yield from _block(pieces)
        pieces.append(_BREAK if tag in _BREAKS else _CELL if tag in _CELLS else "")
        pieces.append(element.text or "")
        stack.extend((child, False) for child in reversed(element))
    yield from _block(pieces)


def _tag(element: "etree._Element") -> str:
    """The element's name without its namespace; "" for a comment, an instruction or an entity."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _fills_cell(element: "etree._Element") -> bool:
    """Whether it is all that a cell of a table has: Word puts each text into a paragraph."""
    parent = element.getparent()
    return parent is not None and len(parent) == 1 and _tag(parent) in _CELLS


def _is_note_mark(element: "etree._Element", tag: str) -> bool:
    """Whether it is the number of a footnote, or the way back from it: they would be read as words."""
    if tag == "a":
        text = "".join(map(str, element.itertext())).strip()
        noted = any("noteref" in value for value in map(str, element.attrib.values()))
        return text == "↑" or (noted and _NOTE_MARK.fullmatch(text) is not None)
    if tag != "sup":
        return False
    parent = element.getparent()
    linked = any(_tag(below) == "a" for below in element.iter()) or (
        parent is not None and _tag(parent) == "a"
    )
    return linked and _NOTE_MARK.fullmatch("".join(map(str, element.itertext())).strip()) is not None


def _block(pieces: list[str]) -> Sequence[str]:
    """The block that the pieces make, which are taken away; none where they are white space."""
    lines = [_line(line) for line in "".join(pieces).split(_BREAK)]
    pieces.clear()
    text = "\n".join(line for line in lines if line)
    return (text,) if text else ()


def _line(line: str) -> str:
    return " | ".join(cell for cell in map(tidy, line.split(_CELL)) if cell)
