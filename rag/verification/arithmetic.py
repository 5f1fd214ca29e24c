"""A number of a claim, and those of its evidence -> whether it follows from two of them.

Who retells a text reckons: three years later, 15 months more, 25,000 dollars in all, four in five.
"""

import datetime
from collections.abc import Collection, Iterable
from itertools import combinations

from rag.verification.amounts import Amount
from rag.verification.calendar import Date

_YEARS = range(1_000, 2_101)  # a bare number in it may be a year
_LEAST_PRODUCT = 1_000.0  # smaller ones are met by chance
_ANY_YEAR = 2001  # no leap year
_MAX_NUMBERS = 30  # that are reckoned with
_PERCENT_OFF = 0.5
_TIMES = ("times", "fois", "fold", "veces", "vezes", "volte", "mal")


def follows(amount: Amount, numbers: Collection[Amount], dates: Collection[Date]) -> bool:
    """Whether an amount is a span between two dates, a sum, a product or a share of the others.

    >>> dollars = frozenset(["USD"])
    >>> numbers = [Amount("5,000 dollars", frozenset([5e3]), dollars), Amount("5", frozenset([5.0]))]
    >>> [follows(Amount("", frozenset([value]), dollars), numbers, []) for value in (25e3, 20e3)]
    [True, False]
    """
    if len(numbers) > _MAX_NUMBERS:  # a table: everything follows from something
        return False
    if any(unit.startswith("duration-") for unit in amount.units):
        return amount.has_one_of(_spans(amount.units, numbers, dates))
    if not amount.units and min(amount.values) in _YEARS:
        return amount.has_one_of(_years(numbers, dates))
    return amount.has_one_of(_results(amount, numbers))


def differences(numbers: Iterable[Amount]) -> set[float]:
    """Between each two numbers: of 30 votes to 28, two."""
    values = [min(number.values) for number in numbers][:_MAX_NUMBERS]
    return {abs(one - other) for one, other in combinations(values, 2)}


def is_days_from(wanted: Date, dates: Iterable[Date], numbers: Iterable[Amount]) -> bool:
    """Whether a date lies as many days or weeks from one that is given as a number says: six days later."""
    days = {
        value * (7 if "duration-week" in number.units else 1)
        for number in numbers
        if number.units & {"duration-day", "duration-week"}
        for value in number.values
    }
    pairs = ((_as_day(wanted, date.year), _as_day(date, wanted.year)) for date in dates)
    return any(day and other and abs((day - other).days) in days for day, other in pairs)


def _as_day(date: Date, year: int = 0) -> datetime.date | None:
    try:
        return datetime.date(date.year or year or _ANY_YEAR, date.month, date.day)
    except ValueError:
        return None


def _spans(units: frozenset[str], numbers: Iterable[Amount], dates: Iterable[Date]) -> set[float]:
    """The years, months or days between each two dates."""
    given = list(dates)
    if "duration-year" in units:
        bare = [value for number in numbers if not number.units for value in number.values]
        at = {date.year for date in given if date.year} | {int(value) for value in bare if value in _YEARS}
    elif "duration-month" in units:
        at = {date.year * 12 + date.month for date in given if date.year and date.month}
    else:
        days = {day.toordinal() for date in given if date.day and (day := _as_day(date))}
        return {
            abs(one - other) / (7 if "duration-week" in units else 1) for one, other in combinations(days, 2)
        }
    return {float(abs(one - other)) for one, other in combinations(at, 2)}


def _years(numbers: Collection[Amount], dates: Iterable[Date]) -> set[float]:
    """The years that lie some years before or behind one that is given."""
    bare = {value for number in numbers if not number.units for value in number.values}
    given = {date.year for date in dates if date.year} | {int(value) for value in bare if value in _YEARS}
    spans = {value for number in numbers if "duration-year" in number.units for value in number.values}
    return {float(year + sign * span) for year in given for span in spans for sign in (1, -1)}


def _results(amount: Amount, numbers: Collection[Amount]) -> set[float]:
    """What two numbers can give that is of the amount's kind."""
    share = "percent" in amount.units and not any("percent" in number.units for number in numbers)
    times = amount.written.rpartition(" ")[2].lower() in _TIMES
    found: set[float] = set()
    for one, other in combinations(numbers, 2):
        alike = bool(one.units & other.units) or one.units == other.units
        for a in one.values:
            for b in other.values:
                if alike and one.units & amount.units:
                    found.add(a + b)
                if (one.units | other.units) & amount.units and not alike and a * b >= _LEAST_PRODUCT:
                    found.add(a * b)
                if share and a and b and (alike or not one.units or not other.units):
                    exact = 100 * min(a, b) / max(a, b)
                    found |= {value for value in amount.values if abs(value - exact) <= _PERCENT_OFF}
                if alike and times and a and b:
                    found.add(max(a, b) / min(a, b))
    return found
