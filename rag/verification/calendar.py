"""A text -> the dates, weekdays and times of day in it; their names are Unicode CLDR's, through Babel."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

from rag.words import fold

_AT = r"\b(?:at|by|until|à|vers|dès|um|gegen|alle|a las?|à las)\s"  # a time of day follows
_CLOCK = re.compile(
    r"(?<![\d.,])(?P<h>\d{1,2})\s?(?::|h\b|h(?=\d)|heures?\b|horas?\b|Uhr\b)\s?(?P<m>\d{2})"
    r"(?::\d{2}\b|\s?min\.?\s\d{1,2}\s?s(?:ec)?\b)?(?!\d|\s?min)|"
    r"(?<![\d.,])(?P<h2>\d{1,2})\.(?P<m2>\d{2})(?=\s?(?:[ap]\.?m\b|Uhr\b))|"
    r"\bhalf[ -]past (?P<half>\d{1,2})\b|\bhalb (?P<before>\d{1,2})\b|"
    r"(?<![\d.,])(?P<later>\d{1,2})\s?(?:h|heures?)\smoins le quart\b|"
    r"\b(?:a )?quarter (?P<way>past|to) (?P<quarter>\d{1,2})\b|"
    r"\b(?P<minutes>\d{1,2}) minutes (?P<side>past|to|before|after) (?P<whole>\d{1,2})\b|"
    r"(?<![\d.,])(?P<full>\d{1,2})(?: ?[ap]\.?m\b| o'clock\b| Uhr\b|"
    r" (?:at night|in the (?:morning|afternoon|evening)|du matin|du soir|de la (?:mañana|tarde|noche)|"
    r"del mattino|di (?:mattina|sera|notte)|della (?:mattina|sera|notte)|da (?:manhã|tarde|noite)|uur)\b)|"
    rf"{_AT}(?P<at>\d{{1,2}})\s?(?:h|heures?|horas)\b(?!\s?(?:\d|et\s|moins\s))|"
    r"\b(?:at|a las?|às|alle) (?P<bare>\d{1,2})(?=[,;!?]|[.:](?!\d)|$| (?:to|and|on|sharp|when|y|e) (?!\d))",
    re.IGNORECASE,
)
_HOURS = ("h", "h2", "half", "before", "later", "quarter", "whole", "full", "at", "bare")


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

    >>> list(clocks("à 9 h 32, at 4:17 p.m., half past 11, at 1 o'clock"))
    [('9 h 32', 572), ('4:17', 257), ('half past 11', 690), ("1 o'clock", 60)]
    """
    for match in _CLOCK.finditer(text):
        found = match.groupdict()
        hours = int(next(found[name] for name in _HOURS if found[name]))
        minutes = int(found["m"] or found["m2"] or 0)
        if found["half"]:
            minutes = 30
        elif found["before"]:
            minutes = -30
        elif found["later"] or found["quarter"]:
            minutes = -15 if "moins" in match.group() or found["way"] == "to" else 15
        elif found["whole"]:
            minutes = int(found["minutes"]) * (-1 if found["side"] in ("to", "before") else 1)
        if hours < 25 and minutes < 60:
            yield match.group(), (hours * 60 + minutes) % 720


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
