"""What follows a number -> what it counts, and per which time; names are Unicode CLDR's, through Babel."""

import re
from functools import cache
from itertools import product

from babel import Locale
from babel.numbers import get_currency_name
from babel.units import UnknownUnitError, format_unit

from rag.verification.calendar import locale_of
from rag.words import fold

_UNIT_LIST = """
    duration-second duration-minute duration-hour duration-day duration-week duration-month duration-year
    duration-decade duration-century length-millimeter length-centimeter length-meter length-kilometer
    length-inch length-foot length-yard length-mile mass-gram mass-kilogram mass-tonne mass-ounce mass-pound
    volume-liter volume-gallon area-hectare area-acre area-square-meter area-square-kilometer area-square-foot
    area-square-mile
    temperature-celsius temperature-fahrenheit percent length-nautical-mile speed-knot power-watt
    power-kilowatt power-megawatt energy-kilowatt-hour speed-kilometer-per-hour speed-mile-per-hour
"""
_UNITS = tuple(_UNIT_LIST.split())
# Generic names: the dollar of the text is whichever it means. Of a currency's CLDR name the word that is
# neither country nor adjective is its kind: the last in English and German, else the first.
_CURRENCY_LIST = "USD EUR GBP JPY CNY CHF INR RUB KRW BRL SEK PLN TRY FRF MXN DEM ITL"
_CURRENCIES = tuple(_CURRENCY_LIST.split())
SYMBOLS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "%": "percent",
}
# Of units that are reckoned into each other: 3.7 km, 3,700 metres.
_SCALES: dict[str, dict[str, float]] = {
    "length": {
        "length-millimeter": 1e-3,
        "length-centimeter": 1e-2,
        "length-meter": 1,
        "length-kilometer": 1e3,
    },
    "mass": {"mass-gram": 1e-3, "mass-kilogram": 1, "mass-tonne": 1e3},
    "area": {"area-square-meter": 1, "area-hectare": 1e4, "area-square-kilometer": 1e6},
    "power": {"power-watt": 1, "power-kilowatt": 1e3, "power-megawatt": 1e6},
    "time": {"duration-minute": 1, "duration-hour": 60},
    "days": {"duration-day": 1, "duration-week": 7},
    "months": {"duration-month": 1, "duration-year": 12},
}
_CENTS = "cent cents centime centimes centimo centimos centesimi penny pence pfennig kopeck kopecks"
_WORDS = ("in", "d", "a")  # short forms that are as well words: inch, day
_WHO = ("who", "that", "which", "and", "he", "she", "they")  # "of 38, who won": no Korean money
_YEARS = {"duration-decade": 10, "duration-century": 100}
OF = r"(?:\s(?:(?:de|di|of|von)\s|d['’])|[\s-])"
_PER = re.compile(
    r"^[^\w.,;:]?(?:[^\W\d_]+[^\w.,;:]+)?(?:(?:per|par|pro|por|al|a|an|each|every|chaque|cada)\s|/\s?)([^\W\d_]+)"
)


def unit_behind(rest: str, language: str) -> frozenset[str]:
    """The units that the text behind a number may name."""
    units, longest = _unit_names(language)
    symbol = re.match(r"\s?([$€£¥₹₽₩%])", rest)
    if symbol:
        return frozenset([SYMBOLS[symbol[1]]])
    rest = re.split(r"[,;:()!?](?:\s|$)|\.\s", rest[:120], maxsplit=1)[0]  # "1975, three years after"
    behind = re.match(OF, rest)
    words = words_in(rest[behind.end() : behind.end() + 60] if behind else rest[:60])
    # An adjective may stand between: 100 US dollars.
    for first in (0, 1):
        for length in range(longest, 0, -1):
            name = " ".join(words[first : first + length])
            if len(words) >= first + length and name in units:
                named = first == 0 or (any(map(str.isupper, units[name])) and words[0] not in _WHO)
                return units[name] if named else frozenset()
    return frozenset()


def in_years(values: frozenset[float], units: frozenset[str]) -> tuple[frozenset[float], frozenset[str]]:
    """Decades and centuries as years."""
    factor = _YEARS.get(next(iter(units)), 0) if len(units) == 1 else 0
    return (
        (frozenset(value * factor for value in values), frozenset(["duration-year"]))
        if factor
        else (values, units)
    )


def scaled(values: frozenset[float], units: frozenset[str]) -> dict[str, frozenset[float]]:
    """The values in the one unit that others of their kind are reckoned into, by kind.

    >>> scaled(frozenset([3.7]), frozenset(["length-kilometer"]))
    {'length': frozenset({3700.0})}
    """
    return {
        kind: frozenset(round(value * scales[unit], 6) for value in values for unit in units & scales.keys())
        for kind, scales in _SCALES.items()
        if units & scales.keys()
    }


def per_behind(rest: str, language: str) -> frozenset[str]:
    """The spans of time of a rate, as in "hours a week"; none where it is none."""
    match = _PER.match(rest)
    found = _unit_names(language)[0].get(fold(match[1]), frozenset()) if match else frozenset()
    return frozenset(unit for unit in found if unit.startswith("duration-"))


def words_in(text: str) -> list[str]:
    """The words of a text, folded, and its per cent signs."""
    return [fold(word) for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*|%", text)]


@cache
def _unit_names(language: str) -> tuple[dict[str, frozenset[str]], int]:
    """Folded name of a unit -> the units it may mean; and the most words of one."""
    locale = locale_of(language)
    names: dict[str, set[str]] = {word: {"cent"} for word in _CENTS.split()}
    names |= {"rouble": {"RUB"}, "roubles": {"RUB"}}  # in British English
    variants = (locale, Locale("en", "GB")) if locale.language == "en" else (locale,)
    forms = product(_UNITS, (1, 2, 5), ("long", "short"), variants)
    for unit, count, length, variant in forms:
        try:
            name = " ".join(words_in(format_unit(count, unit, length, locale=variant)))  # type: ignore[arg-type]
        except UnknownUnitError:
            continue
        if name and name not in _WORDS:
            names.setdefault(name, set()).add(unit)
    for code in _CURRENCIES:
        for count in (1, 2, 5):
            words = words_in(get_currency_name(code, count=count, locale=locale))
            if words:
                name = words[-1].split("-")[-1] if locale.language in ("en", "de", "nl") else words[0]
                names.setdefault(name, set()).add(_generic(code))
    return {name: frozenset(kinds) for name, kinds in names.items()}, max(len(name.split()) for name in names)


def _generic(code: str) -> str:
    return "CHF" if code == "FRF" else code  # francs are francs
