"""A text with digits for its numbers -> the amounts in it, with their scale and what they count."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from rag.verification.number_words import readings
from rag.verification.units import OF, SYMBOLS, in_years, per_behind, scaled, unit_behind

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
_SPEEDS = {"length-kilometer": "speed-kilometer-per-hour", "length-mile": "speed-mile-per-hour"}
_METRES = {"m": "length-meter", "b": "", "k": ""}  # letters that mean a scale only beside a currency
_SCALE_WORDS = {
    "million": 1e6, "millions": 1e6, "milliard": 1e9, "milliards": 1e9, "thousand": 1e3, "mille": 1e3,
    "billion": 1e9, "billions": 1e9, "trillion": 1e12, "trillions": 1e12,
}  # fmt: skip
_LONG_SCALE_WORDS = {"billion": 1e12, "billions": 1e12}  # in French
_NUMBER = re.compile(
    r"(?<![\w.,])([$€£¥₹₽₩])?\s?(\d{1,3}(?:[\s\u00a0\u202f.,'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?:\s?(k|mn?|bn?|mds?|mrd|mio|tn)\b)?(st|nd|rd|th|ers?|ères?|e|ème|è?mes?|[ºª])?(?![\d])",
    re.IGNORECASE,
)


# How far from a claim's number that of its evidence may be, as factors, by the words before the claim's.
_ROUNDED = (
    (
        r"more than|over|upwards of|plus de|au-delà de|más de|mehr als|über|più di|oltre|mais de|meer dan",
        1.0,
        1.1,
    ),
    (r"nearly|almost|close to|up to|presque|près de|casi|fast|beinahe|knapp|quasi|bijna", 0.9, 1.03),
    (r"less than|fewer than|under|moins de|menos de|weniger als|meno di|minder dan", 0.9, 1.0),
    (
        r"about|around|some|roughly|approximately|environ|quelque|autour des?|unos|unas|alrededor de|"
        r"etwa|rund|ungefähr|circa|cerca de|ongeveer",
        0.94,
        1.06,
    ),
)
_BEFORE = [(re.compile(rf"\b(?:{words})\W+$", re.IGNORECASE), least, most) for words, least, most in _ROUNDED]
_BEFORE_CHARS = 20
_HOURS_MINUTES = re.compile(
    r"\b(\d{1,2}) (?:heures?|hours?|horas?|Stunden?|ore|ora|uur),? (?:et |and |y |und |e |en )?"
    r"(\d{1,2}) (?:minut\w+|Minuten?)\b"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number: `values` are its possible readings ("1,170" has two), `units` what it may count, if known.

    `per` is the time of a rate, `least` and `most` are factors of a number that is said to be rounded, and
    `clock` the minutes after midnight or noon, where it may be a time of day: 11.30, 11 hours.
    """

    written: str
    values: frozenset[float]
    units: frozenset[str] = frozenset()
    per: frozenset[str] = frozenset()
    least: float = 1.0
    most: float = 1.0
    clock: frozenset[int] = frozenset()

    @property
    def is_ordinal(self) -> bool:
        """Whether it is written as one: the 17th."""
        return re.search(r"\d[^\W\d_]+$|[ºª]$", self.written) is not None

    def is_like(self, other: "Amount") -> bool:
        """Whether the other one can be the same number of the same thing."""
        same_unit = not self.units or not other.units or bool(self.units & other.units)
        same_rate = not self.per or not other.per or bool(self.per & other.per)
        if same_unit or not same_rate:
            return same_unit and same_rate and self.has_one_of(other.values)
        own, theirs = scaled(self.values, self.units), scaled(other.values, other.units)
        return any(
            replace(self, values=own[kind]).has_one_of(theirs[kind]) for kind in own.keys() & theirs.keys()
        )

    def has_one_of(self, values: Collection[float]) -> bool:
        """Whether it is one of these numbers, or near to one where it is said to be rounded."""
        if self.least == self.most:
            return not self.values.isdisjoint(values)
        return any(self.least * own <= value <= self.most * own for own in self.values for value in values)


def amounts(text: str, language: str) -> Iterator[Amount]:
    """The amounts in a text; "one" is as often an article, so 1 is none."""
    for match in _NUMBER.finditer(text):
        symbol, digits, letters, ordinal = match.groups()
        if digits == "1" and not symbol:
            continue
        behind = text[match.end() :]
        factor, rest = _scale(letters, behind, symbol, language)
        kinds = set(unit_behind(rest, language))
        if symbol:
            kinds.add(SYMBOLS[symbol])
        elif letters and factor == 1:
            kinds.add(_METRES.get(letters.lower(), ""))
        values = frozenset(value * factor for value in readings(digits))
        written = f"{symbol or ''}{min(values):,.12g}" if len(values) == 1 else digits
        counted = re.match(rf"{OF}?([^\W\d_]+)", rest) if not (symbol or ordinal) else None
        written += f" {counted[1]}" if counted else ordinal or ""
        per = per_behind(rest, language)
        if per == {"duration-hour"}:  # kilometres an hour, km/h
            kinds |= {speed for length, speed in _SPEEDS.items() if length in kinds}
        values, units = in_years(values, frozenset(kinds - {""}))
        before = text[max(0, match.start() - _BEFORE_CHARS) : match.start()]
        least, most = next(((low, high) for word, low, high in _BEFORE if word.search(before)), (1.0, 1.0))
        yield Amount(written, values, units, per, least, most, _clock(digits, symbol, units))


def spans(text: str) -> Iterator[Amount]:
    """Hours with the minutes behind them, as hours: 2 heures 52 minutes."""
    for match in _HOURS_MINUTES.finditer(text):
        minutes = int(match[1]) * 60 + int(match[2])
        hour = frozenset(["duration-hour"])
        yield Amount(match.group(), frozenset([minutes / 60]), hour, clock=frozenset([minutes % 720]))


def _clock(digits: str, symbol: str | None, units: frozenset[str]) -> frozenset[int]:
    dotted = re.fullmatch(r"(\d{1,2})\.(\d{2})", digits)
    if dotted and not symbol and not units:
        return frozenset([(int(dotted[1]) * 60 + int(dotted[2])) % 720])
    if (
        not symbol
        and (not units or "duration-hour" in units)
        and re.fullmatch(r"\d{1,2}(?:\.\d{1,2})?", digits)
    ):
        return frozenset([round(float(digits) * 60) % 720])
    return frozenset()


def _scale(letters: str | None, behind: str, symbol: str | None, language: str) -> tuple[float, str]:
    """What a number is multiplied with by the letters at it, or by a word behind it; and what follows."""
    scale = (letters or "").lower()
    if scale and (symbol or scale not in _METRES or behind.lstrip()[:1] in SYMBOLS):
        return _SCALES[scale], behind
    word = re.match(rf"{OF}?([^\W\d_]+)", behind)
    scales = _SCALE_WORDS | (_LONG_SCALE_WORDS if language == "fr" else {})
    if word and word[1].lower() in scales:
        return scales[word[1].lower()], behind[word.end() :]
    return 1.0, behind
