"""The words of a text -> the grammar of its language: which words report speech and build a clause."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from rag.attribution.reporting import LANGUAGES
from rag.attribution.reporting_more import LANGUAGES as MORE_LANGUAGES
from rag.attribution.tokens import word_set

# Four kinds of verbs: what SAYS, speaks; what CLAIMS does if it is a person ("the mayor confirmed it", but
# not "the speech confirmed these fears"); HOLDS is speech with a clause or a quotation as its object ("she
# found that", not "she found the book that"), QUOTES with a quotation only.
SAYS, CLAIMS, HOLDS, QUOTES = "says", "claims", "holds", "quotes"
_NO_ADVERBS = word_set("""
    gouvernement document parlement département mouvement règlement événement bâtiment appartement
    médicament argument jugement établissement comportement sentiment élément logement licenciement
    investissement changement lancement supplément régiment tournement complément signalement classement
    équipement financement enseignement family assembly supply reply
""")
_SMALL = word_set("""
    determiners pronouns connectors prepositions conjunctions subordinators auxiliaries negations others
""")
_PLAIN = word_set("""
    auxiliaries connectors prepositions conjunctions subordinators adverbs clitics negations things others
    nouns
""")
_LANGUAGES = LANGUAGES | MORE_LANGUAGES
_Forms = tuple[list[str], list[str], list[str]]  # finite forms, past participles, gerunds


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the rules know of one language, in lower case.

    `finite` and `participles` give the kind of each verb form. `particles` are the words without which a
    German verb is none of speech ("teilte ... mit"). `determiners`, `pronouns` and `latter` give the gender
    of their noun: "m", "f", "n" a thing, "p" several, "" unknown. `sources` are the turns that name a source,
    `turns` those that hold something ("is convinced"), `small` the words that are no part of a name, `nouns`
    the verb forms that may as well be nouns.
    """

    language: str
    small: frozenset[str]
    finite: dict[str, str]
    participles: dict[str, str]
    gerunds: frozenset[str]
    particles: dict[str, frozenset[str]]
    auxiliaries: frozenset[str]
    determiners: dict[str, str]
    pronouns: dict[str, str]
    latter: dict[str, str]
    connectors: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    subordinators: frozenset[str]
    adverbs: frozenset[str]
    clitics: frozenset[str]
    negations: frozenset[str]
    things: frozenset[str]
    nouns: frozenset[str]
    others: frozenset[str]
    alike: frozenset[str]
    sources: tuple[tuple[str, ...], ...]
    turns: tuple[tuple[frozenset[str], ...], ...]

    def is_function_word(self, word: str) -> bool:
        """Whether this word, in lower case, can begin or be no name."""
        return word in self.small or self.is_adverb(word)

    def is_adverb(self, word: str) -> bool:
        """Whether the word may stand between a subject and its verb."""
        endings = {"fr": "ment", "en": "ly", "de": "", "nl": ""}.get(self.language, "mente")
        formed = bool(endings) and len(word) > 5 and word.endswith(endings) and word not in _NO_ADVERBS
        return word in self.adverbs or formed


def grammar_of(words: Iterable[str], otherwise: Grammar | None = None) -> Grammar:
    """The grammar of the language that these lower-case words hold most of, `otherwise` at a tie."""
    counted = list(words)
    scores = {language: sum(word in _marks(language) for word in counted) for language in _LANGUAGES}
    best = max(scores, key=lambda language: scores[language])
    if otherwise and scores[best] < scores[otherwise.language] + 1:
        return otherwise
    return _grammar(best)


@cache
def _marks(language: str) -> frozenset[str]:
    """The small words of a language that a text of any subject holds."""
    table = _LANGUAGES[language]
    small = {word for key in _SMALL for word in _genders(table[key])}
    says = {
        form
        for kind in (SAYS, CLAIMS, HOLDS)
        for entry in _entries(table[kind])
        for form in _forms(language, entry)[0]
    }
    return frozenset(small | says)


@cache
def _grammar(language: str) -> Grammar:
    table = _LANGUAGES[language]
    finite: dict[str, str] = {}
    participles: dict[str, str] = {}
    gerunds: set[str] = set()
    particles: dict[str, frozenset[str]] = {}
    for kind in (QUOTES, HOLDS, CLAIMS, SAYS):  # a form of two verbs is of the freer kind
        for entry in _entries(table[kind]):
            forms, needed = _forms(language, entry), entry.partition("+")[2]
            finite.update(dict.fromkeys(forms[0], kind))
            participles.update(dict.fromkeys(forms[1], kind))
            if kind != QUOTES:
                gerunds.update(forms[2])
            if needed:
                particles.update(dict.fromkeys(forms[0], frozenset(needed.split("/"))))
                joined = [particle + form for particle in needed.split("/") for form in forms[0]]
                finite.update(dict.fromkeys(joined, kind))  # "wie die Polizei mitteilte"
    words = {key: frozenset(table.get(key, "").split()) for key in _PLAIN}
    return Grammar(
        language=language,
        small=frozenset(word for key in (*_SMALL, "latter", "as") for word in _genders(table[key])),
        finite=finite,
        participles=participles,
        gerunds=frozenset(gerunds),
        particles=particles,
        determiners=_genders(table["determiners"]),
        pronouns=_genders(table["pronouns"]),
        latter=_genders(table["latter"]),
        sources=tuple(tuple(turn.split()) for turn in table["sources"].split(",")),
        turns=tuple(_turn(turn) for turn in re.sub(r"\|\s+", "|", table["turns"]).split(",")),
        alike=frozenset(table["as"].split()),
        **words,
    )


def _forms(language: str, entry: str) -> _Forms:
    verb = entry.partition("+")[0]
    return _irregular(verb) if "|" in verb or "," in verb else _CONJUGATE[language](verb)


def _entries(verbs: str) -> list[str]:
    """The entries of a list of verbs; one may go on in the next line behind a comma or a bar."""
    return re.sub(r"([,|])\s+", r"\1", verbs).split()


def _turn(words: str) -> tuple[frozenset[str], ...]:
    """'is|was of the view' -> the words that may stand at each place."""
    return tuple(frozenset(place.split("|")) for place in words.split())


def _genders(words: str) -> dict[str, str]:
    """'le:m les:p' -> {'le': 'm', 'les': 'p'}; '_' joins a turn of several words."""
    pairs = (word.partition(":") for word in words.split())
    return {word.replace("_", " "): gender for word, _, gender in pairs}


def _irregular(forms: str) -> _Forms:
    """'dit,disent|dit|disant' -> its forms."""
    parts = [part.split(",") if part else [] for part in forms.split("|")] + [[], []]
    # soutenait, soutenaient
    plurals = [form[:-3] + "aient" for form in parts[0] if form.endswith("ait") and len(form) > 5]
    return [*parts[0], *plurals], parts[1], parts[2]


def _french(verb: str) -> _Forms:
    if verb.endswith("ir"):
        stem = verb[:-1]
        return (
            [stem + end for end in ("t", "ssent", "ssait", "ssaient", "rent", "ra", "ront")],
            [stem],
            [stem + "ssant"],
        )
    stem = verb[:-2]
    silent = re.sub(r"[eé]([^aeiouyéè]{1,2})$", r"è\1", stem)  # martèle, espère
    soft = re.sub(r"c$", "ç", re.sub(r"g$", "ge", stem))  # lançait, jugeait
    finite = [
        s + end for s in {stem, silent, stem + stem[-1]} for end in ("e", "ent", "era", "eront")
    ]  # rappelle
    finite += [soft + end for end in ("ait", "aient", "a")] + [stem + "èrent"]
    return finite, [stem + "é"], [soft + "ant"]


def _english(verb: str) -> _Forms:
    if verb.endswith("y") and verb[-2] not in "aeo":
        past, third, stem = verb[:-1] + "ied", verb[:-1] + "ies", verb
    elif verb.endswith("e"):
        past, third, stem = verb + "d", verb + "s", verb[:-1]
    else:
        past, third, stem = verb + "ed", verb + ("es" if verb[-1] in "shx" else "s"), verb
    return [verb, third, past], [past], [stem + "ing"]


def _spanish(verb: str) -> _Forms:
    stem, first = verb[:-2], verb[-2:] == "ar"
    ends = ("a", "an", "ó", "aron", "aba", "aban") if first else ("e", "en", "ió", "ieron", "ía", "ían")
    return (
        [stem + end for end in ends],
        [stem + ("ado" if first else "ido")],
        [stem + ("ando" if first else "iendo")],
    )


def _italian(verb: str) -> _Forms:
    stem = verb[:-3]
    return [stem + end for end in ("a", "ano", "ò", "ava", "avano")], [stem + "ato"], [stem + "ando"]


def _portuguese(verb: str) -> _Forms:
    stem, first = verb[:-2], verb[-2:] == "ar"
    ends = ("a", "am", "ou", "aram", "ava") if first else ("e", "em", "eu", "eram", "ia", "iu")
    return (
        [stem + end for end in ends],
        [stem + ("ado" if first else "ido")],
        [stem + ("ando" if first else "endo")],
    )


def _german(verb: str) -> _Forms:
    """A weak verb; what has a prefix takes no ge-."""
    stem = verb[:-2] if verb.endswith("en") else verb[:-1]
    link = "e" if stem[-1] in "td" else ""
    bare = bool(re.match(r"be|er|ver|ent|wider|wieder|prophezei|offenbar|gelob|.*ier$", stem))
    finite = [stem + link + "te", stem + link + "ten", stem + link + "t", verb]
    return finite, [("" if bare else "ge") + stem + link + "t"], []


def _dutch(verb: str) -> _Forms:
    return [verb + "t", verb + "de", verb + "den", verb + "te"], ["ge" + verb + "d"], []


_CONJUGATE: dict[str, Callable[[str], _Forms]] = {
    "fr": _french,
    "en": _english,
    "es": _spanish,
    "de": _german,
    "it": _italian,
    "pt": _portuguese,
    "nl": _dutch,
}
