"""A text -> the dates, weekdays and times of day in it; their names are Unicode CLDR's, through Babel."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

from rag.retrieval import fold

_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s?(?::|h\b|h(?=\d)|heures?\b)\s?(\d{2})(?!\d)|\.(\d{2})(?=\s?[ap]\.?m\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is given: 0 for what is not."""

    written: str
    day: int
    month: int
    year: int

    def is_like(self, other: "Date") -> bool:
        """Whether the other one has all that this one gives, but for a year that the other leaves out."""
        same_year = not other.year or self.year in (0, other.year)
        return same_year and self.month in (0, other.month) and self.day in (0, other.day)


def dates(text: str, language: str) -> Iterator[Date]:
    """The dates in a text, each with a month: 3 May, May 3, 2025, in May."""
    months = names_of("months", language)
    names = "|".join(sorted(map(re.escape, _month_forms(language)), key=len, reverse=True))
    pattern = re.compile(
        rf"(?<![\w.,])(?:(\d{{1,2}})(?:er|st|nd|rd|th|\.|º)?\s(?:de |of )?)?\b({names})\b\.?"
        rf"(?:\s(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]))?(?:,?\s(?:de |of )?((?:1\d|20)\d\d))?(?!\w)",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        before, name, after, year = match.groups()
        if not (before or after or year) and not name[0].isupper() and language in ("en", "de"):
            continue  # may, march
        day = int(before or after or 0)
        yield Date(match.group().strip(" ."), day, months[fold(name)], int(year or 0))


def clocks(text: str) -> Iterator[tuple[str, int]]:
    """The times of day, as written and in minutes after midnight or noon: which, texts say in too many ways.

    >>> list(clocks("à 9 h 32, at 4:17 p.m."))
    [('9 h 32', 572), ('4:17', 257)]
    """
    for match in _CLOCK.finditer(text):
        hours, minutes = int(match[1]), int(match[2] or match[3])
        if hours < 25 and minutes < 60:
            yield match.group(), hours % 12 * 60 + minutes


@cache
def _month_forms(language: str) -> tuple[str, ...]:
    locale = locale_of(language)
    return tuple(
        {str(name) for kind in ("format", "stand-alone") for name in locale.months[kind]["wide"].values()}
    )


@cache
def names_of(what: str, language: str) -> dict[str, int]:
    """Folded name -> its number: months from 1, weekdays from Monday, 0."""
    names = getattr(locale_of(language), what)
    return {
        fold(str(name)): number
        for kind in ("format", "stand-alone")
        for number, name in names[kind]["wide"].items()
    }


@cache
def locale_of(language: str) -> Locale:
    """The locale of a language, English where CLDR has none."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en")
