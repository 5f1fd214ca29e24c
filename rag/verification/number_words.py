"""Numbers in words -> digits, read by text2num (MIT), and what words count without naming a number."""

import re

_SPELLED = ("en", "fr", "es", "pt", "de", "it", "nl", "da")  # languages whose number words text2num reads
_PER_CENT = re.compile(r"\b(?:pour|per|por|pro) ?c(?:ent[oi]?|iento)\b", re.IGNORECASE)
# "Both": whoever says "the two" speaks of two that are known, and counts nothing.
_BOTH = re.compile(
    r"\b(les|aux|des|ces|leurs|ses|the|these|those|its|their|his|her|los|las|sus|die|beiden?|i|le|os|as|de) "
    r"(?:deux|two|dos|zwei|due|dois|duas|twee)\b(?! (?:ou|or|o|oder|of(?! them)|à|to|et|and|y|und|e|en|"
    r"cents?|mille|millions?|milliards?|hundred|thousand|billions?|mil|millones|hundert|tausend|mila)\b)",
    re.IGNORECASE,
)
_HALVES = re.compile(
    r"\b(\d{1,15}) (?:et demie?|and a half|y medio|y media|e mezz[oa]|e mei[oa])\b(?: (1000+)\b)?|"
    r"\b(?:half an?|un demi-?|la moitié d'un|medio|mezz[oa]|half a) (1000+)\b|"
    r"\b(?:une?|an?|1) (?:et demi|and a half) (1000+)\b|"
    r"\b(?:a quarter of an?|un quart de|un cuarto de) (1000+)\b"
)
# Two hours and a half, an hour and a half, deux heures et quart.
_UNIT_AND = re.compile(
    r"\b(\d{1,9}|an?|une?|una|eine) "
    r"(hours?|years?|months?|days?|heures?|ans?|mois|jours?|horas?|años?|meses|mes|días?|stunden?) "
    r"(et demie?|and a half|y media|y medio|et quart|and a quarter|y cuarto)\b",
    re.IGNORECASE,
)
# Shares become per cent: nine in ten, two thirds of the, un cinquième de la.
_DENOMINATORS = {
    "third": 3, "tiers": 3, "tercio": 3, "drittel": 3, "terzo": 3, "terzi": 3, "terço": 3,
    "quarter": 4, "quart": 4, "cuarto": 4, "viertel": 4, "quinto": 5, "fünftel": 5, "zehntel": 10,
}  # fmt: skip
_SHARE = re.compile(
    r"\b(?:(?P<n>\d{1,9}) (?:in|(?:[^\W\d_]+ ){0,2}out of|von|(?:[^\W\d_]+ )?(?:sur|de cada|su|em cada))|"
    r"(?:one|une?|eine[rs]?|una?|uno|uma?) (?:in|out of|von|sur|de cada|su|em cada)) "
    r"(?:an? |une? )?(?P<of>10{1,3}|[2-9]|12|20)\b"
    r"(?![.,]?\d| (?:second|minute|hour|day|week|month|year)s?\b)|"
    r"\b(?P<some>\d{1,9}|an?|une?|eine?|una?) "
    rf"(?:(?P<nth>\d{{1,9}})(?:th|rd|e|è?mes?|[ºª])|(?P<word>{'|'.join(_DENOMINATORS)}))s?"
    r"(?= (?:of|de|des|du|der|del|dei|do|da|d['’])\b(?! ?(?:an )?(?:hour|heure|hora|stunde)))",
    re.IGNORECASE,
)
_HYPHENED = (
    r"\b(one|two|three|four|five|six|seven|nine)-(?=half|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)"
)
_COMPOUND = re.compile(  # a hundred-dollar bill
    r"(?<=[a-z])-(?=(?:year|month|week|day|hour|minute|second|dollar|cent|pound|euro|franc|mile|met(?:er|re)|foot|"
    r"inch|ton|page|member|man|vote|storey|part)s?\b)"
)
_TIME_UNIT = re.compile(
    r"\b(per|a(?=\ssecond\s*(?:[.,;:)]|$|and\b))|each|every) second\b", re.IGNORECASE
)  # no 2nd
# 1,3 million | deux ans plus tard: two numbers.
_SCALE_THEN = re.compile(
    r"(\d (?:millions?|milliards?|billions?|thousand|mille|millones|millón|milioni|millionen|tausend)) "
    r"(?=(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|two|three|four|five|seven|eight|nine|"
    r"ten|twelve|twenty|dos|tres|cuatro|cinco|seis|zwei|drei|vier|fünf|sechs|due|tre)\b)",
    re.IGNORECASE,
)
_DOZENS = re.compile(
    r"\b(\d{1,4}|half an?|une? demi-?|media) (?:dozens?|douzaines?|docenas?|dutzend)\b", re.IGNORECASE
)
_PARTS = {
    "half": 0.5,
    "halves": 0.5,
    "quarter": 0.25,
    "quart": 0.25,
    "third": 1 / 3,
    "tiers": 1 / 3,
    "tenth": 0.1,
    "dixième": 0.1,
}
_MEASURES = (
    r"inch(?:es)?|miles?|feet|foot|yards?|pounds?|ounces?|tons?|tonnes?|met(?:er|re)s?|mètres?|pouces?|pieds?|"
    r"livres?|onces?|grammes?|grams?|kilos?|litres?|liters?|centimètres?|millimètres?|acres?|hectares?"
)
# A quarter of an inch, half a mile, un dixième de gramme.
_PART = re.compile(
    r"(?<!and )(?<!et )(?<!and a )(?<!et un )(?<!et une )\b(?:(?P<n>an?|une?|1|3|three|trois)[ -])?"
    rf"(?P<part>{'|'.join(_PARTS)})s?[ -](?:of |de |d['’])?"
    rf"(?:an? |une? )?(?P<unit>{_MEASURES})\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:(?:hundreds|thousands|tens|dozens|cientos) (?:of|de)|miles de|hunderten?|tausenden?)(?= )",
    re.IGNORECASE,
)


_SECONDO = re.compile(r"(?:^|(?<=[,;:] ))[Ss]econdo (?=[A-ZÀ-Þ]|(?:il|l[aoe']|i|gli|un[ao]?|un')\b)")


def without_both(text: str) -> str:
    """A claim without the "two" of "the two", and the Italian "secondo" of a source: they count nothing."""
    return _SECONDO.sub(" ", _BOTH.sub(r"\1", text))


_TENS = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
    "eighties": 80, "nineties": 90,
}  # fmt: skip
_DECADES = re.compile(rf"\b(?<=the )({'|'.join(_TENS)})\b", re.IGNORECASE)


def spelled_out(text: str, language: str, *, shares: bool = True) -> str:
    """The text with digits for its numbers in words; a scale behind digits becomes zeros.

    `shares` of something are given in per cent.

    >>> spelled_out("soixante-dix-neuf jours, trois hôtels sur huit", "fr")
    '79 jours, 37.5 %'
    """
    from text_to_num import alpha2digit  # .4 s

    text = _MANY.sub("many", _COMPOUND.sub(" ", re.sub(_HYPHENED, r"\1 ", text)))
    text = _PER_CENT.sub("%", text)  # of "cent" the reader of words makes a hundred
    text = _PART.sub(_part, _TIME_UNIT.sub(r"\1 seconds", _SCALE_THEN.sub(r"\1, ", text)))
    if language == "fr":  # and of a French mile a thousand
        text = re.sub(r"(\d) cents\b", r"\1 centimes", text)
        text = re.sub(r"\b(un|du|tout|flambant) neuf\b", r"\1 nouveau", text)
        text = re.sub(r"\bde neuf (?=(?:ans|mois|jours|heures)\b)", "de 9 ", text)  # for new
        text = re.sub(r"\bmilles\b", "miles", re.sub(r"\bde cents\b", "de centimes", text))
    text = alpha2digit(text, language, 0) if language in _SPELLED else text
    text = re.sub(r"\b(?:eineinhalb|anderthalb)\b", "1.5", _UNIT_AND.sub(_and_part, text))
    text = _DOZENS.sub(lambda some: str(12 * int(some[1])) if some[1].isdigit() else "6", text)
    text = re.sub(r"\b(ann[ée]es|años|anni|anos) (?=[2-9]0\b)", r"\1 19", text)  # les années cinquante
    text = _DECADES.sub(lambda decade: f"19{_TENS[decade[1].lower()]}s", text)
    result = _HALVES.sub(_half, text)
    if shares:
        result = _SHARE.sub(_percent, result)
    return re.sub(r"(?<![\d.,])(\d{1,15}(?:[.,]\d{1,15}){0,5})[ -](1(?:000){1,4})\b", _scaled, result)


def _and_part(match: re.Match[str]) -> str:
    whole = int(match[1]) if match[1].isdigit() else 1
    part = 0.25 if match[3].endswith(("quart", "quarter", "cuarto")) else 0.5
    return f"{whole + part} {match[2]}"


def _part(match: re.Match[str]) -> str:
    """A part of a measure, as a decimal number of it."""
    value = _PARTS[match["part"].lower()] * (
        3 if match["n"] and match["n"].lower() in ("3", "three", "trois") else 1
    )
    return f"{value:.4g} {match['unit']}"


def _percent(match: re.Match[str]) -> str:
    """A share, in per cent."""
    if match["of"]:
        return f"{100 * int(match['n'] or 1) / int(match['of']):.3g} %"
    of = int(match["nth"]) if match["nth"] else _DENOMINATORS[match["word"].lower()]
    some = int(match["some"]) if match["some"].isdigit() else 1
    return f"{100 * some / of:.3g} %" if of > some else match.group()


def _half(match: re.Match[str]) -> str:
    whole, scale, halved, more, quarter = match.groups()
    if whole and not scale and (round_ := re.fullmatch(r"\d{1,3}?((?:000)+)", whole)):  # six millions et demi
        return _written(float(whole) + float("5" + round_[1][1:]))
    if whole:
        return _written((float(whole) + 0.5) * float(scale or 1))
    return _written(0.5 * float(halved) if halved else 1.5 * float(more) if more else float(quarter) / 4)


def _scaled(match: re.Match[str]) -> str:
    values = readings(match[1])
    return _written(max(values, key=lambda value: value % 1) * float(match[2])) if values else match.group()


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() else str(value)


def readings(digits: str) -> frozenset[float]:
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
    return frozenset(readings or [float("".join(groups))])
