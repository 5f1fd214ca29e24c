"""A text -> the amounts, dates and times that it states; a claim's, compared with those of its evidence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.verification.amounts import Amount, amounts, spans
from rag.verification.arithmetic import differences, follows, is_days_from
from rag.verification.calendar import Date, clocks, dates, names_of
from rag.verification.counting import counted, counted_shares, listed
from rag.verification.number_words import spelled_out
from rag.verification.units import words_in

_MONTH_NUMBER = re.compile(
    r"\b((?:January|February|March|April|May|June|July|August|September|October|November|December))\s"
    r"(?=(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty)\b)"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a text states in numbers; `clocks` are minutes after midnight or noon, `weekdays` 0..6.

    `counted` are numbers that it gives without naming them, `listed` those of names in a row among them.
    """

    amounts: tuple[Amount, ...] = ()
    clocks: frozenset[int] = frozenset()
    dates: tuple[Date, ...] = ()
    weekdays: frozenset[int] = frozenset()
    counted: tuple[Amount, ...] = ()
    listed: tuple[Amount, ...] = ()

    @property
    def years(self) -> list[Amount]:
        """The amounts that count nothing, as a year does."""
        return [amount for amount in self.amounts if not amount.units]

    def each(self) -> "list[Figures]":
        """One by one."""
        none = Figures(listed=self.listed)
        return [
            *(replace(none, amounts=(amount,)) for amount in self.amounts),
            *(replace(none, clocks=frozenset([clock])) for clock in self.clocks),
            *(replace(none, dates=(date,)) for date in self.dates),
            *(replace(none, weekdays=frozenset([day])) for day in self.weekdays),
        ]


@lru_cache(maxsize=1_024)  # a source is read once for each sentence that may cite it
def figures(text: str, language: str) -> Figures:
    """What a text in `language` (ISO 639) states in numbers.

    >>> found = figures("Le mercredi 16 juillet 1969, cent millions de dollars, soit 1,5 %", "fr")
    >>> [(sorted(amount.values), sorted(amount.units)) for amount in found.amounts]
    [([100000000.0], ['USD']), ([1.5], ['percent'])]
    >>> found.dates, sorted(found.weekdays)
    ((Date(written='16 juillet 1969', day=16, month=7, year=1969),), [2])
    """
    written = " ".join(text.replace("’", "'").split())
    if language == "en":  # "In July two tests" has no day
        written = _MONTH_NUMBER.sub(r"\1, ", written)
    plain = spelled_out(written, language)
    found, times = tuple(dates(plain, language)), list(clocks(plain))
    for each in [*(date.written for date in found), *(clock for clock, _ in times)]:
        plain = plain.replace(each, " , ", 1)
    days = names_of("days", language)
    forms = (form for word in words_in(plain) for form in (word, word.removesuffix("s")))  # on Fridays
    return Figures(
        amounts=(*amounts(plain, language), *spans(plain)),
        clocks=frozenset(minutes for _, minutes in times),
        dates=found,
        weekdays=frozenset(days[form] for form in forms if form in days),
        counted=(*counted(plain), *counted_shares(spelled_out(written, language, shares=False))),
        listed=listed(plain),
    )


def unstated(claim: Figures, evidence: Iterable[Figures]) -> str:
    """The first figure of the claim that no evidence states, "" where all are stated.

    >>> claim, text = figures("100 billion dollars", "en"), figures("100 millions de dollars", "fr")
    >>> unstated(claim, [text])
    '100,000,000,000 dollars'
    """
    known = tuple(evidence)
    numbers = [amount for each in known for amount in each.amounts]
    counts = [*claim.listed, *(amount for each in known for amount in each.counted)]
    days = [date for each in known for date in each.dates]
    of_dates = {float(date.year) for date in days}
    times = frozenset[int]().union(*(each.clocks for each in known))
    for amount in claim.amounts:
        bare = not amount.units
        if (
            any(amount.is_like(number) for number in (*numbers, *counts))
            or (amount.clock & times and (not bare or min(amount.values) % 1))
            or ("duration-hour" in amount.units and amount.has_one_of([time / 60 for time in times]))
            or (bare and amount.values & of_dates)
            or (amount.is_ordinal and any(float(date.day) in amount.values for date in days))
            or (bare and _elliptic(amount, claim, numbers))
            or follows(amount, [*numbers, *claim.years], [*days, *claim.dates])
            or (bare and amount.has_one_of(differences(set(claim.amounts) - {amount})))
        ):
            continue
        return amount.written
    for clock in claim.clocks.difference(times, *(number.clock for number in numbers)):
        return f"{clock // 60}:{clock % 60:02}"
    years = of_dates | {value for number in numbers for value in number.values}
    for date in claim.dates:
        stated = (not date.year or date.year in years) and any(date.is_like(day) for day in days)
        nth = date.day and any(number.is_ordinal and float(date.day) in number.values for number in numbers)
        if not stated and not nth and not is_days_from(date, days, [*numbers, *counts]):
            return date.written
    weekdays = frozenset[int]().union(*(each.weekdays for each in known))
    return "" if claim.weekdays <= weekdays else "that day of the week"


def _elliptic(amount: Amount, claim: Figures, numbers: Iterable[Amount]) -> bool:
    """Whether an amount has its scale from another one: "from nine billion to four"."""
    scales = [scale for scale in (1e6, 1e9) if any(max(each.values) >= scale for each in claim.amounts)]
    values = {value for number in numbers for value in number.values}
    return any(value * scale in values for scale in scales for value in amount.values)


def shared(claim: Figures, evidence: Figures) -> int:
    """How many figures of the claim this evidence states."""
    return sum(not unstated(one, [evidence]) for one in claim.each())


def is_calendar_word(word: str, language: str) -> bool:
    """Whether a folded word is a month's or a weekday's name."""
    return word in names_of("months", language) or word in names_of("days", language)
