"""Whom a claim and a text give as the speaker of the same words -> whether these can be one and the same."""

import re
from collections.abc import Collection
from difflib import SequenceMatcher
from functools import cache

from babel import Locale

from rag.attribution.people import OFFICES, PEOPLES, TITLES, given_gender
from rag.attribution.tokens import word_set
from rag.words import fold

_WORD = re.compile(r"[^\W_]+(?:[-.’'][^\W_]+)*")
_LAST_CLOSE = 0.8  # of difflib's ratio, as in rag.names
FORM_LETTERS = 5  # Senate, Sénat
_NEAR_CHARS = 60  # between a name and what its bearer is called: "Roy, head of the Port"
# "a source", "un autre dirigeant": somebody else than whom the text names.
_SOMEBODY = re.compile(
    r"(?:an?|one|another|some|several|two|three|une?|des|plusieurs|certaine?s|quelques|l'une? d\w*|un[ao]?s?|"
    r"otr[oa]s?|ein(?:e[rmsn]?)?|mehrere|einige|uno|alcuni|altri|um[a]?|varios|een|enkele)\b",
    re.IGNORECASE,
)
_PEOPLES = frozenset(map(fold, PEOPLES))
_PARTICLES = word_set("de du des da di del della van von der den ter la le el al bin ibn d")
_RANKS = (
    word_set("captain commander lieutenant major admiral capitaine commandant amiral premier pastor père")
    | TITLES.keys()
)
_ARTICLE = re.compile(r"(?:the|an?|l[ae]s?|une?|der|die|das|el|los|una?|il|lo|gli)\s|l['’]", re.IGNORECASE)
_PLURAL = re.compile(r"(?:les|los|las|gli|they|these|those|several|plusieurs|two|deux)\b", re.IGNORECASE)
_COMPLEMENT = re.compile(r"\s(?:of|de|du|des|d['’]|del|von|vom|di|da|do|van|in|at|à|au|for|on|who|qui)\b")
_AND = re.compile(r"\s(?:and|et|und|y|e)\s")


def may_be_same(claimed: str, shown: str, texts: Collection[str], said: str = "") -> bool:
    """Whether the speaker that a claim names can be the one that the text shows.

    `texts` tell who is what; `said` is the sentence with the words, which may itself name who says them.

    >>> may_be_same("Chen", "Mark Chen", []), may_be_same("Mark Chen", "Mark Zuckerberg", [])
    (True, False)
    >>> may_be_same("the head of Meta", "Mark Zuckerberg", ["le PDG de Meta, Mark Zuckerberg, a recruté"])
    True
    >>> may_be_same("a source", "Mark Chen", []), may_be_same("the director", "Mark Chen", [])
    (False, True)
    """
    if _AND.search(claimed) or _AND.search(shown):  # both, of whom the text may name one
        pairs = ((one, other) for one in _AND.split(claimed) for other in _AND.split(shown))
        return any(may_be_same(one, other, texts, said) for one, other in pairs)
    one, other = names_of(claimed), names_of(shown)
    if one & other and not (is_person(claimed) and is_person(shown)):
        return True
    if is_person(claimed) and is_person(shown):
        same_last = (
            last_name(claimed) in other
            or last_name(shown) in one
            or _alike(last_name(claimed), last_name(shown))
        )
        return same_last and not _differ_in_first(_in_full(claimed, texts), _in_full(shown, texts))
    if is_person(shown):
        return _describes(claimed, one, shown, texts) or _is_named(claimed, one, said)
    if is_person(claimed):
        return not is_somebody(shown)
    return not one or not other or bool(nouns(claimed) & nouns(shown))


def is_somebody(speaker: str) -> bool:
    """Whether it is somebody without a name: a source, one of them."""
    return bool(_SOMEBODY.match(speaker))


def is_plural(speaker: str) -> bool:
    """Whether a description is of several: les ingénieurs, the engineers at Marshall."""
    if _PLURAL.match(speaker):
        return True
    head = _COMPLEMENT.split(speaker, maxsplit=1)[0].lower().split()
    english = head[:1] in (["the"], ["some"], ["its"], ["their"], ["his"], ["her"])
    return english and head[-1].endswith("s") and not head[-1].endswith(("ss", "'s", "us", "is"))


def nouns(description: str) -> set[str]:
    """The longer words of a description, folded."""
    plain = re.sub(r"\b[dl]['’]|['’]s\b", " ", fold(description))
    return {word for word in plain.split() if len(word) > 3}


def heads(description: str) -> frozenset[str]:
    """The beginnings of the longer words of a description before its complement, those of owners left out.

    >>> sorted(heads("IBM's chairman")), sorted(heads("la veuve de l'ancien président"))
    (['chair'], ['veuve'])
    """
    head = _COMPLEMENT.split(description, maxsplit=1)[0]
    words = fold(re.sub(r"\S+['’]s\b", "", re.sub(r"^[LlDd]['’]", "", head))).split()
    return frozenset(word[:FORM_LETTERS] for word in words if len(word) > 3)


def names_of(speaker: str) -> frozenset[str]:
    """The folded words of a speaker's name or description that have a capital letter.

    >>> sorted(names_of("le PDG de Meta")), sorted(names_of("OpenAI's Mark Chen"))
    (['meta', 'pdg'], ['chen', 'mark', 'openai'])
    """
    somebody = _SOMEBODY.match(speaker)
    article = _ARTICLE.match(speaker)
    begin = somebody.end() if somebody else article.end() if article else 0
    words = (re.sub(r"['’]s$", "", word) for word in _WORD.findall(speaker, begin))
    parts = (re.sub(r"^(?:[dlnmstcj]|qu)['’]", "", word, flags=re.IGNORECASE) for word in words)
    names = {fold(part) for part in parts if part and any(map(str.isupper, part))}
    return frozenset(names if is_person(speaker) else names - _nationalities())


def _describes(claimed: str, names: frozenset[str], person: str, texts: Collection[str]) -> bool:
    """Whether a description can be of that person: of nobody new, and its names stand near the person's."""
    if is_somebody(claimed):
        return False
    told = {name for name in names if len(name) > 3}  # CEO, PDG
    last = last_name(person)
    return not told or any(near(name, last, fold(text)) for name in told for text in texts)


def _is_named(claimed: str, names: frozenset[str], said: str) -> bool:
    """Whether the sentence with the words has the names of a description itself."""
    told = [re.escape(name[:FORM_LETTERS]) for name in names if len(name) > 3]
    return bool(told) and not is_somebody(claimed) and all(re.search(rf"\b{n}", fold(said)) for n in told)


def near(one: str, other: str, text: str) -> bool:
    """Whether two names stand near each other; the first is compared by its beginning (Senate, Sénat)."""
    gap = rf"\W(?:.{{0,{_NEAR_CHARS}}}\W)?"
    one, other = rf"{re.escape(one[:FORM_LETTERS])}\w*", re.escape(other)
    return bool(re.search(rf"\b{one}{gap}{other}\b|\b{other}{gap}{one}\b", text))


@cache
def _nationalities() -> frozenset[str]:
    """Names of languages, folded, which in most languages are those of who speaks them: Français, German."""
    names = (
        str(name)
        for code in ("en", "fr", "es", "de", "it", "pt", "nl")
        for name in Locale(code).languages.values()
    )
    of_countries = (
        str(name).split()[0] for code, name in Locale("en").languages.items() if code[-2:].isupper()
    )
    return frozenset(fold(name) for name in (*names, *of_countries))  # American English


def _in_full(name: str, texts: Collection[str]) -> str:
    """A last name alone with the first names that the texts introduce it with."""
    if len(name.split()) > 1:
        return name
    whole = re.compile(rf"\b(?:[A-ZÀ-ÖØ-Þ][^\W\d_]*\.?[ -]){{1,3}}{re.escape(name)}\b")
    forms = (match.group() for text in texts for match in whole.finditer(text))
    return next((form for form in forms if given_gender(form.split()[0].lower())), name)


def _differ_in_first(one: str, other: str) -> bool:
    """Whether two names of several words have the same last one, but other first ones: two of a family."""
    first, second = (
        [last_word(word) for word in fold(name).split() if word.rstrip(".") not in _RANKS]
        for name in (one, other)
    )
    if min(len(first), len(second)) < 2 or first[-1] != second[-1]:
        return False
    return {word[0] for word in first[:-1]}.isdisjoint(word[0] for word in second[:-1])


def is_person(speaker: str) -> bool:
    """Whether it is a name and no description: each word has a capital letter, and it is no nationality."""
    words = _WORD.findall(re.sub(r"^[dl]['’]", "", speaker, flags=re.IGNORECASE))
    if len(words) == 1 and {fold(words[0]), fold(words[0]).rstrip("s")} & (_nationalities() | _PEOPLES):
        return False
    if any(word.lower() in OFFICES for word in words):  # PDG d'OpenAI
        return False
    return bool(words) and all(any(map(str.isupper, w)) or w.lower() in _PARTICLES for w in words)


def last_name(speaker: str) -> str:
    """The last word of a name that has a capital letter, folded, without a possessive.

    >>> last_name("Ana Saint-Martin's"), last_name("a source")
    ('saint-martin', '')
    """
    words = [word for word in _WORD.findall(speaker) if any(map(str.isupper, word))]
    return last_word(fold(re.sub(r"['’]s$", "", words[-1]))) if words else ""


def last_word(name: str) -> str:
    """The last word of a folded name, without an elided particle: d'Estaing."""
    return re.sub(r"^[dl]['’]", "", (name.split() or [""])[-1])


def _alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other).ratio() >= _LAST_CLOSE
