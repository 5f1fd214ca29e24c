"""A claim and the sentences that may carry it -> its names that none of them has.

A name may be written otherwise in another language. Latin letters mostly keep a person's or a company's name;
what is translated (the Moon, la Lune) is near to its translation for the embedding: .90 and more of a cosine,
against .81 to .89 for two names of one kind (measured on 27 pairs in French and English).
"""

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from functools import cache

from anyascii import anyascii
from babel import Locale
from babel.core import get_global

from rag.attribution.people import INSTITUTIONS, TITLES
from rag.attribution.tokens import word_set
from rag.names import Names, capitalised
from rag.vectors import Floats
from rag.verification.figures import is_calendar_word
from rag.verification.identity import ARTICLE
from rag.words import fold

_TRANSLATED = 0.895  # cosine of two names that are one in two languages
_TRANSLATED_SMALL = 0.88  # of one and a word without a capital letter: Labour, travailliste
_FORM_CLOSE, _FORM_LETTERS = 0.6, 6  # of difflib's ratio; a longer word with that beginning is a form of it
_MIN_TRANSLATED_LETTERS = 4  # of a word without a capital letter
_ALSO = {  # names in use that CLDR does not have
    "GB": "britain great-britain grande-bretagne england angleterre inglaterra grossbritannien inghilterra",
    "SC": "scot scots scottish scotland ecosse ecossais schottland schotte escocia escoces scozia scozzese",
    "NZ": "zealand zealander zelande zelandais zelandaise neuseeland neozelandes neozelandesa zelanda",
    "US": "america amerique amerika united unis unidos vereinigte vereinigten uniti",
}
# Names that are common words elsewhere, or that CLDR does not have.
_PLACES = (
    "channel manche mancha kanal armelkanal manica", "hague haye haya haag aia", "cologne koln colonia",
    "geneva geneve genf ginebra ginevra", "munich munchen", "thames tamise tamesis themse tamigi",
    "dover douvres", "genoa genes genova genua", "antwerp anvers amberes antwerpen", "rhine rhin rhein",
    "danube donau danubio", "house chambre camara chamber kammer camera",
    "florence firenze florenz florencia", "naples napoli neapel napoles", "turin torino", "seville sevilla",
    "nice nizza niza", "venice venise venezia venedig", "peking beijing pekin",
    "edinburgh edimbourg edimburgo", "basel bale basilea",
)  # fmt: skip
_OFFICES = word_set(
    "trésor treasury tesoro état state estado staat stato auditor crown couronne corona krone"
)
_PREFIX_LETTERS = 4  # American, américain
_DEMONYM_LETTERS = range(1, 5)
_NEW = re.compile(r"\b(?:New|Nouvelle|Nueva|Nuova|Nova|Neu|Nieuw)[ -](?=[A-ZÀ-ÖØ-Þ])")  # néo-zélandais
_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_ARTICLE = re.compile(ARTICLE, re.IGNORECASE)

Embed = Callable[[str], Floats]


def names_in(claim: str, names: Names, *, language: str, same_language: bool) -> list[str]:
    """The names in a claim, without its quotations, each word by itself, in order, without numbers.

    The first word is one where the corpus has a name of it, or it is written like OpenAI.
    """
    claim = re.sub(r"(?<=\w)['’]s\b", "", claim)
    claim = _NEW.sub("", claim)
    claim = re.sub(r"(?<=\d)\s?(?:[kMGTmµn]?(?:W|Wh|Hz|V|A|J|N|Pa|B)|°?[CFK])\b", " ", claim)  # 5 kW, 20 MHz
    found = dict.fromkeys(capitalised(claim, language=language, same_language=same_language))
    opening = _WORD.search(claim)
    first = fold(opening.group()) if opening else ""
    if opening and (names.known(opening.group()).get(first) == first or _inner_capital(opening.group())):
        found[opening.group()] = None
    words = (word for word in found if not word[0].isdigit() and word.lower() not in TITLES)
    words = (word for word in words if not _ARTICLE.fullmatch(word))  # of Le Mans
    return [word for word in words if not is_calendar_word(fold(word), language) and not _is_office(word)]


def _is_office(word: str) -> bool:
    """Whether it is a common noun that some write with a capital: Parliament, le Trésor."""
    return word.lower().removesuffix("s") in INSTITUTIONS | _OFFICES


def missing_names(
    wanted: Collection[str], there: str, *, full_names: Collection[str], embed: Embed | None, near: str = ""
) -> list[str]:
    """Which of the names the text `there` does not have, in no form.

    `full_names` are names of several words in the corpus: of Mark Chen the text has Mark where it has Chen.
    `embed` gives the vector of a word, where the text is in another language; None where it is in the same.
    A translation may have lost its capital letter (Captain, commandant): it is looked for in `near`.
    """
    words = [word for word in _WORD.findall(re.sub(r"(?<=\w)['’]s\b", "", there))]
    folded = {fold(part) for word in words for part in (word, *word.split("-"))}
    latin = {fold(anyascii(part)) for word in words for part in (word, *word.split("-"))}
    capitals = [word for word in words if word[0].isupper() and len(word) > 2]
    small = [word for word in _WORD.findall(near) if len(word) >= _MIN_TRANSLATED_LETTERS]
    parts = [part for word in words for part in word.split("-") if part]
    countries = frozenset[str]().union(*map(countries_of, folded))
    places = frozenset[str]().union(*(_same_places().get(fold(word), ()) for word in capitals))
    initials = "".join(fold(part)[:1] for part in parts)
    of_names = "".join(fold(part)[:1] if part[0].isupper() else " " for part in parts)
    result = []
    for name in wanted:
        own = fold(anyascii(name))
        if fold(name) in folded or own in latin or _has_form(own, latin):
            continue
        if any(_completes(fold(name), fold(full), folded) for full in full_names):
            continue
        if name.isupper() and own in (initials if len(own) > 2 else of_names):  # TSF, télégraphie sans fil
            continue
        if not countries_of(fold(name)).isdisjoint(countries):
            continue
        if not _same_places().get(fold(name), frozenset()).isdisjoint(places):
            continue
        if embed is not None and (
            _is_translated(name, dict.fromkeys(capitals), embed, _TRANSLATED)
            or _is_translated(name, dict.fromkeys(small), embed, _TRANSLATED_SMALL)
        ):
            continue
        result.append(name)
    return result


def countries_of(word: str) -> frozenset[str]:
    """The countries that a folded word may name, also by the language that is theirs.

    >>> "GB" in countries_of("britannique") & countries_of("kingdom"), "FR" in countries_of("francaises")
    (True, True)
    """
    forms = (word.removesuffix(end) for end in ("", "s", "e", "es"))
    return frozenset[str]().union(*(_countries().get(form, ()) for form in forms))


@cache
def _countries() -> dict[str, frozenset[str]]:
    """Folded word -> the countries (ISO 3166) whose name it is, or is part of, by Unicode CLDR."""
    whole: dict[str, set[str]] = {word: {code} for code, words in _ALSO.items() for word in words.split()}
    parts: dict[str, set[str]] = {}
    at_home = get_global("likely_subtags")
    for locale in map(Locale, ("en", "fr", "es", "de", "it", "pt", "nl")):
        named = [(str(name), code) for code, name in locale.territories.items() if len(code) == 2]
        for code, name in locale.languages.items():  # Germans speak German, Britons British English
            language, _, country = code.rpartition("_")
            home = "GB" if code == "en" else str(at_home.get(code, code)).rpartition("_")[2]
            base = str(locale.languages.get(language, "")) if country.isupper() else ""
            named.append((str(name).replace(base, "") if base else str(name), country if base else home))
        for name, code in named:
            words = [word for word in _WORD.findall(fold(name)) if len(word) > _PREFIX_LETTERS]
            for word in words:
                (whole if len(words) == 1 else parts).setdefault(word, set()).add(code)
    clear = {word: codes for word, codes in parts.items() if len(codes) < 3}
    return {word: frozenset(codes) for word, codes in (clear | whole).items()}


@cache
def _same_places() -> dict[str, frozenset[str]]:
    """Folded word -> the places so called in one of the languages: those above, cities of CLDR's zones."""
    found: dict[str, set[str]] = {}
    for group in _PLACES:
        for word in group.split():
            found.setdefault(word, set()).add(group)
    for code in ("en", "fr", "es", "de", "it", "pt", "nl"):
        for zone, told in Locale(code).time_zones.items():
            city = str(told.get("city", ""))
            for name in (city, zone.rpartition("/")[2].replace("_", " ")):
                words = [word for word in _WORD.findall(fold(name)) if len(word) >= _PREFIX_LETTERS]
                if len(words) == 1:  # of "Port of Spain" neither is the other
                    found.setdefault(words[0], set()).add(zone)
    return {word: frozenset(zones) for word, zones in found.items()}


def _inner_capital(word: str) -> bool:
    return any(letter.isupper() for letter in word[1:]) and not word.isupper()


def _has_form(name: str, words: Collection[str]) -> bool:
    if len(name) == _PREFIX_LETTERS:  # York, yorkais
        return any(word.startswith(name) and len(word) - len(name) in _DEMONYM_LETTERS for word in words)
    if len(name) < _PREFIX_LETTERS:
        return False
    alike = [word for word in words if word[:_PREFIX_LETTERS] == name[:_PREFIX_LETTERS]]
    return bool(alike and (get_close_matches(name, alike, 1, _FORM_CLOSE) or len(name) > _FORM_LETTERS))


def _completes(name: str, full: str, words: Collection[str]) -> bool:
    """Whether the full name has this word, and the text its last one."""
    parts = full.split()
    return len(parts) > 1 and name in parts and parts[-1] in words


def _is_translated(name: str, words: Collection[str], embed: Embed, least: float) -> bool:
    vector = embed(name)
    return any(float(vector @ embed(word)) >= least for word in words)
