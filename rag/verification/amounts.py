"""A text -> the amounts in it: numbers in digits or words, with their scale and what they count.

Numbers in words are read by text2num (MIT); the names of units and currencies are Unicode CLDR's, through
Babel.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from babel import Locale
from babel.numbers import get_currency_name
from babel.units import UnknownUnitError, format_unit

from rag.retrieval import fold
from rag.verification.calendar import locale_of

_SPELLED = ("en", "fr", "es", "pt", "de", "it", "nl", "da")  # languages whose number words text2num reads
_UNIT_LIST = """
    duration-second duration-minute duration-hour duration-day duration-week duration-month duration-year
    duration-decade duration-century length-millimeter length-centimeter length-meter length-kilometer
    length-inch length-foot length-yard length-mile mass-gram mass-kilogram mass-tonne mass-ounce mass-pound
    volume-liter volume-gallon area-hectare area-acre area-square-meter area-square-kilometer
    temperature-celsius temperature-fahrenheit percent length-nautical-mile speed-knot power-watt
    power-kilowatt power-megawatt energy-kilowatt-hour speed-kilometer-per-hour speed-mile-per-hour
"""
_UNITS = tuple(_UNIT_LIST.split())
# Generic names: the dollar of the text is whichever it means. Of a currency's CLDR name the word that is
# neither country nor adjective is its kind: the last in English and German, else the first.
_CURRENCY_LIST = "USD EUR GBP JPY CNY CHF INR RUB KRW BRL SEK PLN TRY FRF MXN DEM ITL"
_CURRENCIES = tuple(_CURRENCY_LIST.split())
_SYMBOLS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "%": "percent",
}
_CENTS = "cent cents centime centimes centimo centimos centesimi penny pence pfennig kopeck kopecks"
_SCALES = {
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "md": 1e9,
    "mds": 1e9,
    "mrd": 1e9,
    "mio": 1e6,
    "tn": 1e12,
}
_METRES = {"m": "length-meter", "b": "", "k": ""}  # letters that mean a scale only beside a currency
_SCALE_WORDS = {
    "million": 1e6, "millions": 1e6, "milliard": 1e9, "milliards": 1e9, "thousand": 1e3, "mille": 1e3,
    "billion": 1e9, "billions": 1e9, "trillion": 1e12, "trillions": 1e12,
}  # fmt: skip
_LONG_SCALE_WORDS = {"billion": 1e12, "billions": 1e12}  # in French
_PER_CENT = re.compile(r"\b(?:pour|per|por|pro) ?c(?:ent[oi]?|iento)\b", re.IGNORECASE)
# "Both": whoever says "the two" speaks of two that are known, and counts nothing.
_BOTH = re.compile(
    r"\b(les|aux|des|ces|leurs|ses|the|these|those|its|their|his|her|los|las|sus|die|beiden?|i|le|os|as|de) "
    r"(?:deux|two|dos|zwei|due|dois|duas|twee)\b(?! (?:ou|or|o|oder|of|à|to|et|and|y|und|e|en)\b)",
    re.IGNORECASE,
)
_HALVES = re.compile(
    r"(\d+) (?:et demie?|and a half|y medio|y media|e mezz[oa]|e mei[oa])\b(?: (1000+)\b)?|"
    r"\b(?:half an?|un demi-?|la moitié d'un|medio|mezz[oa]|half a) (1000+)\b|"
    r"\b(?:une?|an?|1) (?:et demi|and a half) (1000+)\b|"
    r"\b(?:a quarter of an?|un quart de|un cuarto de) (1000+)\b"
)
_NUMBER = re.compile(
    r"(?<![\w.,])([$€£¥₹₽₩])?\s?(\d{1,3}(?:[\s\u00a0\u202f.,'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?:\s?(k|mn?|bn?|mds?|mrd|mio|tn)\b)?(st|nd|rd|th|ers?|ères?|e|ème|è?mes?|[ºª])?(?![\d])",
    re.IGNORECASE,
)
_OF = r"(?:\s(?:de|di|d'|d’|of|von)\s?|[\s-])"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number: `values` are its possible readings ("1,170" has two), `units` what it may count, if known."""

    written: str
    values: frozenset[float]
    units: frozenset[str]

    def is_like(self, other: "Amount") -> bool:
        """Whether both can be the same number of the same thing."""
        same_unit = not self.units or not other.units or bool(self.units & other.units)
        return same_unit and bool(self.values & other.values)


def without_both(text: str) -> str:
    """A claim without the "two" of "the two": it counts nothing."""
    return _BOTH.sub(r"\1", text)


def spelled_out(text: str, language: str) -> str:
    """The text with digits for its numbers in words; a scale behind digits becomes zeros."""
    from text_to_num import alpha2digit  # .4 s

    text = _PER_CENT.sub("%", text)  # of "cent" the reader of words makes a hundred
    if language == "fr":  # and of a French mile a thousand
        text = re.sub(r"\bmilles\b", "miles", re.sub(r"\bde cents\b", "de centimes", text))
    result = alpha2digit(text, language, 0) if language in _SPELLED else text
    result = _HALVES.sub(_half, result)
    return re.sub(r"(\d+(?:[.,]\d+)*)[ -](1(?:000){1,4})\b", _scaled, result)


def _half(match: re.Match[str]) -> str:
    whole, scale, halved, more, quarter = match.groups()
    if whole and re.fullmatch(r"1(?:000)+", whole):  # a million and a half
        return _written(1.5 * float(whole))
    if whole:
        return _written((float(whole) + 0.5) * float(scale or 1))
    return _written(0.5 * float(halved) if halved else 1.5 * float(more) if more else float(quarter) / 4)


def _scaled(match: re.Match[str]) -> str:
    values = _values(match[1])
    return _written(max(values, key=lambda value: value % 1) * float(match[2])) if values else match.group()


def _written(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def amounts(text: str, language: str) -> Iterator[Amount]:
    """The amounts in a text whose numbers are spelled out; "one" is as often an article, so 1 is none."""
    units, longest = _unit_names(language)
    for match in _NUMBER.finditer(text):
        symbol, digits, letters, ordinal = match.groups()
        if digits == "1" and not symbol:
            continue
        behind = text[match.end() :]
        factor, rest = _scale(letters, behind, symbol, language)
        kinds = set(_unit_behind(rest, units, longest))
        if symbol:
            kinds.add(_SYMBOLS[symbol])
        elif letters and factor == 1:
            kinds.add(_METRES.get(letters.lower(), ""))
        values = frozenset(value * factor for value in _values(digits))
        written = f"{symbol or ''}{min(values):,.12g}" if len(values) == 1 else digits
        counted = re.match(rf"{_OF}?([^\W\d_]+)", rest) if not (symbol or ordinal) else None
        written += f" {counted[1]}" if counted else ordinal or ""
        yield Amount(written, values, frozenset(kinds - {""}))


def _scale(letters: str | None, behind: str, symbol: str | None, language: str) -> tuple[float, str]:
    """What a number is multiplied with by the letters at it, or by a word behind it; and what follows."""
    scale = (letters or "").lower()
    if scale and (symbol or scale not in _METRES or behind.lstrip()[:1] in _SYMBOLS):
        return _SCALES[scale], behind
    word = re.match(rf"{_OF}?([^\W\d_]+)", behind)
    scales = _SCALE_WORDS | (_LONG_SCALE_WORDS if language == "fr" else {})
    if word and word[1].lower() in scales:
        return scales[word[1].lower()], behind[word.end() :]
    return 1.0, behind


def _values(digits: str) -> frozenset[float]:
    """The readings of digits with points, commas or spaces between them."""
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", digits)
    groups = re.split(r"[.,]", bare)
    readings = set()
    if len(groups) == 1:
        readings.add(float(bare))
    else:
        if all(len(group) == 3 for group in groups[1:]) and groups[0] != "0":
            readings.add(float("".join(groups)))
        if len(groups) == 2 or len(groups[-1]) != 3:
            readings.add(float("".join(groups[:-1]) + "." + groups[-1]))
    return frozenset(readings)


def _unit_behind(rest: str, units: dict[str, frozenset[str]], longest: int) -> frozenset[str]:
    symbol = re.match(r"\s?([$€£¥₹₽₩%])", rest)
    if symbol:
        return frozenset([_SYMBOLS[symbol[1]]])
    behind = re.match(_OF, rest)
    words = words_in(rest[behind.end() : behind.end() + 60] if behind else rest[:60])
    # An adjective may stand between: 100 US dollars.
    for first in (0, 1):
        for length in range(longest, 0, -1):
            name = " ".join(words[first : first + length])
            if len(words) >= first + length and name in units:
                return units[name] if first == 0 or any(map(str.isupper, units[name])) else frozenset()
    return frozenset()


def words_in(text: str) -> list[str]:
    """The words of a text, folded, and its per cent signs."""
    return [fold(word) for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*|%", text)]


@cache
def _unit_names(language: str) -> tuple[dict[str, frozenset[str]], int]:
    """Folded name of a unit -> the units it may mean; and the most words of one."""
    locale = locale_of(language)
    names: dict[str, set[str]] = {word: {"cent"} for word in _CENTS.split()}
    variants = (locale, Locale("en", "GB")) if locale.language == "en" else (locale,)
    forms = product(_UNITS, (1, 2, 5), ("long", "short"), variants)
    for unit, count, length, variant in forms:
        try:
            name = " ".join(words_in(format_unit(count, unit, length, locale=variant)))  # type: ignore[arg-type]
        except UnknownUnitError:
            continue
        if name:
            names.setdefault(name, set()).add(unit)
    for code in _CURRENCIES:
        for count in (1, 2, 5):
            words = words_in(get_currency_name(code, count=count, locale=locale))
            if words:
                name = words[-1].split("-")[-1] if locale.language in ("en", "de", "nl") else words[0]
                names.setdefault(name, set()).add(_generic(code))
    return {name: frozenset(kinds) for name, kinds in names.items()}, max(len(name.split()) for name in names)


def _generic(code: str) -> str:
    return {"FRF": "CHF", "CHF": "CHF"}.get(code, code)  # francs are francs
