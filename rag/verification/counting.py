"""A text with digits for its numbers -> what it counts without a number: the centenary, three names."""

import re

from rag.verification.amounts import Amount

# From nine to just over four billion: the first number has the scale of the second.
_RANGE = re.compile(
    r"\b(\d{1,3}) (?:à|to|and|et|ou|or|bis|und|oder|y|o|a)(?: (?:1|[^\W\d_]+)){0,4} (\d{1,3})(0{6}|0{9})\b"
)
_A = r"(?:an?|1|une?|eine?[mnrs]?|una?|uno|um|uma|een) "
_ROWS = (  # words, the number, the unit
    (r"centenar(?:y|io)|centennial|centenaire|hundertjahrfeier", 100, "duration-year"),
    (r"bicentenar(?:y|io)|bicentennial|bicentenaire", 200, "duration-year"),
    (rf"{_A}(?:century|siècle|siglo|jahrhunderts?|secolo|século|eeuw)", 100, "duration-year"),
    (rf"{_A}(?:decade|décennie|década|jahrzehnts?|decennio)", 10, "duration-year"),
    (rf"(?<!of )(?<!half ){_A}(?:hour|heure|hora|stunde|ora|uur)", 60, "duration-minute"),
    (rf"{_A}(?:minute|minuto|minuut)", 60, "duration-second"),
    (rf"{_A}(?:day|jour|journée|día|tag|giorno|dia|dag)", 24, "duration-hour"),
    (rf"{_A}(?:week|semaine|semana|woche|settimana)", 7, "duration-day"),
    (rf"{_A}(?:year|an|année|año|jahre?s?|anno|ano|jaar)", 1, "duration-year"),
    (rf"{_A}(?:year|an|année|año|jahre?s?|anno|ano|jaar)", 12, "duration-month"),
    (r"millenni(?:um|al)|millénaire|milenario|jahrtausend|millenario", 1000, "duration-year"),
    (
        r"twice|doubl\w+|another|(?:un|une|l)['’ ]?autre|otr[oa]|(?:ein|eine[nr]?) andere[rns]?|"
        r"un['’ ]altr[oa]|zweimal|doppi[oa]|again|de nouveau|à nouveau",
        2,
        "",
    ),
    (
        r"(?:an?|une?|1) (?:fifth|5th|5e|5è?me)|(?:un|1) (?:cinquième|quinto|5º)|(?:ein|1) fünftel",
        20,
        "percent",
    ),
    (
        r"(?:an?|une?|1) (?:tenth|10th|10e|10è?me)|(?:un|1) (?:dixième|d[eé]cimo|10º)|(?:ein|1) zehntel",
        10,
        "percent",
    ),
    (r"seconde?|segund[oa]|second[oa]", 2, ""),
    (r"dozen|douzaine|docena|dutzend|dozzina|dúzia", 12, ""),
    (r"dizaine|decena|decina|dezena", 10, ""),
    (r"vingtaine|veintena|ventina", 20, ""),
    (r"trentaine|treintena|trentina", 30, ""),
    (r"quarantaine|cuarentena|quarantina", 40, ""),
    (r"cinquantaine|cincuentena|cinquantina", 50, ""),
    (r"soixantaine|sesentena|sessantina", 60, ""),
    (r"centaine|centenar|centinaio", 100, ""),
    (r"millier|millar|migliaio|milhar", 1000, ""),
    (
        r"(?:d'|par |by |of )(?:un|a) (?:quart|quarter)(?! d'heure)|un quart d[eu]s? (?!heure)|"
        r"a quarter of (?!an hour)",
        25,
        "percent",
    ),
    (r"un tiers|a third|1 tiers|one third|un tercio|ein drittel|un terzo", 33, "percent"),
    (
        r"la moitié|half (?:of )?(?:the|its|their|his|her|all)|de moitié|by half|la mitad|die hälfte|la metà",
        50,
        "percent",
    ),
    (r"(?:trois|3) quarts (?!d'heure)|(?:three|3) quarters (?!of an hour)", 75, "percent"),
    (r"fortnight|quinzaine|quincena", 14, "duration-day"),
    (r"fortnight|quinzaine|quincena|(?:15|14) (?:jours|días|tage|giorni|dias|days)", 2, "duration-week"),
    (r"quinzaine|quincena", 15, "duration-day"),
    (r"8 (?:jours|tage|giorni)", 1, "duration-week"),
    (r"quarter[ -]of[ -]an[ -]hour|quart d['’]heure|cuarto de hora|viertelstunde", 15, "duration-minute"),
    (r"half[ -](?:an[ -])?hour|demi-heure|media hora|halbe stunde|mezz'ora", 30, "duration-minute"),
    (r"three quarters of an hour|(?:3|trois) quarts d['’]heure|dreiviertelstunde", 45, "duration-minute"),
    (
        r"lendemain|veille|(?:next|following|previous) (?:day|morning)|day (?:after|before)|folgenden tag|"
        r"nächsten (?:tag|morgen)|vortag|día siguiente|víspera|giorno (?:dopo|seguente)|dia seguinte",
        1,
        "duration-day",
    ),
    (r"couple|pair|paire|duo|zu zweit|both|beiden?|ambos|entrambi|tous deux|toutes deux", 2, ""),
)
_COUNTING = [
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), float(value), frozenset([unit] if unit else []))
    for words, value, unit in _ROWS
]
_SHARE = re.compile(  # three hotels out of eight
    r"\b(\d{1,3}|one|une?|eine?|una) (?:[^\W\d_]+ ){0,2}"
    r"(?:sur|out of|in|of (?:the|its|their)|von|de cada|su) (\d{1,3})\b(?! ?%)"
)
_CAPITAL = (
    r"\b[A-Z\u00c0-\u00d6\u00d8-\u00de][^\W\d_]{0,30}"
    r"(?:[ .'’-]{1,3}(?:[A-Z\u00c0-\u00d6\u00d8-\u00de][^\W\d_]{0,30}|d[eiu]s?|l[ae]|v[ao]n)){0,5}"
)
_LISTED = re.compile(
    rf"{_CAPITAL}(?:, {_CAPITAL}){{0,9}},? (?:and|et|und|y|e|en) "
    rf"(?:(?:the|l[ae]s?|l'|d[eiu]s?|d') ?)?{_CAPITAL}"
)


def counted(text: str) -> tuple[Amount, ...]:
    """What a text counts in such words, by lists of names too.

    >>> found = counted("Mallory, Irvine and Norton left a quarter of an hour before the centenary.")
    >>> sorted(value for amount in found for value in amount.values)
    [3.0, 15.0, 100.0]
    """
    found = [Amount("", frozenset([value]), units) for words, value, units in _COUNTING if words.search(text)]
    found += [Amount("", frozenset([float(first + zeros)])) for first, _, zeros in _RANGE.findall(text)]
    return (*found, *listed(text))


def counted_shares(text: str) -> tuple[Amount, ...]:
    """The numbers of its shares, which are in per cent elsewhere.

    >>> [min(amount.values) for amount in counted_shares("3 hotels out of 8")]
    [3.0, 8.0]
    """
    numbers = {each for pair in _SHARE.findall(text) for each in pair if each.isdigit()}
    return tuple(Amount("", frozenset([float(each)])) for each in sorted(numbers))


def listed(text: str) -> tuple[Amount, ...]:
    """How many names its lists have."""
    counts = {match.group().count(", ") + 2.0 for match in _LISTED.finditer(text)}
    return tuple(Amount("", frozenset([count])) for count in sorted(counts))
