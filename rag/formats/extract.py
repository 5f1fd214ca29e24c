"""What is found in a file: Extract, and what the formats share in making one."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rag.errors import CorpusError

_MAX_BYLINE_CHARS = 200
_DATE = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?!\d)")


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file and what the file says of it, "" and () where it says nothing.

    `title` is there only where the text does not begin with it. `date` is ISO 8601: a day, month or year.
    `pages` are the offsets into `text` at which its pages begin.
    """

    text: str
    title: str = ""
    byline: str = ""
    date: str = ""
    source: str = ""
    pages: tuple[int, ...] = ()


def from_paragraphs(paragraphs: Iterable[str], *, title: str = "") -> str:
    """Paragraphs with a blank line between them, and the title above where they do not begin with it."""
    found = [paragraph for paragraph in paragraphs if paragraph.strip()]
    if title and found and _letters(found[0]) != _letters(title):
        found.insert(0, title)
    return "\n\n".join(found)


def tidy(text: str) -> str:
    r"""On one line, without invisible characters, accents composed.

    >>> tidy(" L'e\u0301te\u0301 \t\u00ad chaud\u200b ")
    "L'été chaud"
    """
    composed = unicodedata.normalize("NFC", text)
    kept = [" " if mark.isspace() else mark for mark in composed if mark.isspace() or _visible(mark)]
    return " ".join("".join(kept).split())


def tidy_byline(text: str) -> str:
    """The name of an author in a file's own description, where it can be one.

    >>> tidy_byline(" Mark  Chen "), tidy_byline("admin"), tidy_byline("a b@example.org")
    ('Mark Chen', '', '')
    """
    name = tidy(text)
    possible = " " in name and "@" not in name and "/" not in name and len(name) <= _MAX_BYLINE_CHARS
    return name if possible else ""


def iso_date(text: str) -> str:
    """The day, month or year at the beginning of a text, "" where there is none.

    >>> iso_date("2025-07-01T10:00:00Z"), iso_date("20250701"), iso_date("2025"), iso_date("May 3")
    ('2025-07-01', '2025-07-01', '2025', '')
    """
    found = _DATE.match(text.strip())
    if not found:
        return ""
    year, month, day = found.groups()
    if month and not 1 <= int(month) <= 12:
        return ""
    if day and not 1 <= int(day) <= 31:
        return ""
    return "-".join(part for part in (year, month, day) if part)


def checked_size(size: int, what: str, most: int) -> None:
    """Raises CorpusError where a file, or the text in it, is too large."""
    if size > most:
        raise CorpusError(
            f"{what} has {size:,} bytes, {most:,} are read at most: split it into several files.",
            reason="large",
        )


def _visible(mark: str) -> bool:
    return unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co", "Cn") or mark in "\u200c\u200d"


def _letters(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())
