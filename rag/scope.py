"""Scope: which documents a question is about, by name, language and date."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import QuestionError, UnknownDocument

if TYPE_CHECKING:
    from rag.volume import Header

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scope:
    """Documents of these names, in this language and of these dates; what is "" or () asks for nothing.

    `language` is an ISO 639 code such as "fr", as `Document.language`. `since` and `until` are days, months
    or years (ISO 8601: "2025-07-02", "2025-07", "2025"), both included; a document known to be of a month is
    in a scope that has some of its days, and one without a date in none that asks for one.
    Raises QuestionError where a date is none or no text, or `since` is later than `until`.
    """

    names: tuple[str, ...] = ()
    language: str = ""
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.names, str):
            raise QuestionError(f"The names of a scope are a tuple: Scope(names=({self.names!r},)).")
        object.__setattr__(self, "names", tuple(dict.fromkeys(self.names)))  # the class is frozen
        if not all(isinstance(each, str) for each in (*self.names, self.language, self.since, self.until)):
            raise QuestionError("The names, the language and the dates of a scope are text (str).")
        for date in (self.since, self.until):
            if date and not _DATE.fullmatch(date):
                raise QuestionError(f"A date is written 2025, 2025-07 or 2025-07-02, not {date!r}.")
        if self.since and self.until and self.since > _last(self.until):
            raise QuestionError(f"No day is both since {self.since} and until {self.until}.")

    def select(self, headers: "Iterable[Header]") -> "list[Header]":
        """Those that are in the scope, in their order; raises UnknownDocument where there are none."""
        known = tuple(headers)
        if missing := set(self.names) - {header.name for header in known}:
            raise UnknownDocument(f"There is no document {min(missing)!r} in the corpus.")
        if found := [header for header in known if self._has(header)]:
            return found
        languages = sorted({header.language for header in known} - {""})
        dates = sorted(header.date for header in known if header.date)
        raise UnknownDocument(
            f"No document is in that scope: the corpus has documents in {', '.join(languages) or 'no known'} "
            + (f"and dates from {dates[0]} to {dates[-1]}." if dates else "and no dates.")
        )

    def _has(self, header: "Header") -> bool:
        named = not self.names or header.name in self.names
        spoken = not self.language or header.language == self.language
        if not (self.since or self.until):
            return named and spoken
        begun = not self.until or header.date <= _last(self.until)
        ended = not self.since or _last(header.date) >= self.since
        return named and spoken and bool(header.date) and begun and ended


def _last(date: str) -> str:
    """What sorts behind every day of a month or year, as the date itself sorts before it."""
    return date + "~"
