"""Tokens of a sentence -> the persons and sources that they mention."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.attribution.first_names import FEMALE, MALE
from rag.attribution.grammar import Grammar
from rag.attribution.people import NATIONS, OFFICES, PEOPLES, TITLES, given_gender, is_human, role_gender
from rag.attribution.tokens import Token, word_set

_ENDS_PARTICIPLE = re.compile(r"(?:ée?s?|ue?s?|ents?|ante?s?|ed|[aiu]d[oa]s?|[aiu]t[oaie]|familiar|close)$")
_MAX_WORDS = 14  # of one phrase: more is no name and no description
_ENDS = (".", ",", ";", ":", "!", "?", ")", "–", "—", "…")
_CONTRACTED = word_set("au du aux des al del im am zum zur vom ins allo alla dello della ao à do da no na")
_ONE = word_set("un une one uno una einer eine um uma een two")
_OF = word_set("de des d' of von di dei degli delle dos das van")
_BY = word_set("par à au aux dès depuis en dans du de d' sur pour")  # "Consterné par"
_PARTICLES = word_set("de du des van von der den da di del dos la el bin of ben zu d' l'")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Who is mentioned by the tokens `first:end`; the speaker's own words are `begin:stop` of the sentence.

    `named` tells a name from a description. `gender` is "m", "f", "n" a thing, "p" several, or "" unknown.
    """

    first: int
    end: int
    begin: int
    stop: int
    named: bool
    gender: str
    role: str = ""
    definite: bool = False


class Reader:
    """Reads who is mentioned in the tokens of one sentence."""

    def __init__(
        self, found: Sequence[Token], grammar: Grammar, common: frozenset[str] = frozenset()
    ) -> None:
        """`common` are words, in lower case, that alone at the start are no names: "Managers"."""
        self.tokens = found
        self.grammar = grammar
        self._common = common
        self._small = grammar.connectors | grammar.determiners.keys()
        self.cased = grammar.language == "de"  # every noun has a capital letter

    def word(self, at: int) -> str:
        """The word at `at` in lower case, "" outside or for a mark."""
        inside = 0 <= at < len(self.tokens) and self.tokens[at].kind == "word"
        return self.tokens[at].low if inside else ""

    def mark(self, at: int) -> str:
        """The mark at `at`, "." past the end."""
        if not 0 <= at < len(self.tokens):
            return "."
        return self.tokens[at].text if self.tokens[at].kind == "mark" else ""

    def is_quotation(self, at: int) -> bool:
        """Whether a quotation stands at `at`."""
        return 0 <= at < len(self.tokens) and self.tokens[at].kind == "quotation"

    def _opens(self, word: str) -> bool:
        """Whether the first word of a sentence has its capital letter for that alone."""
        grammar, then = self.grammar, self.word(1)
        after = grammar.determiners.keys() | grammar.prepositions | grammar.subordinators
        participle = grammar.language == "fr" and word.endswith("ant") and then in after - grammar.clitics
        past = grammar.language == "fr" and re.search(r"(?:é|ie?|ue?)e?s?$", word) and then in _BY
        past = past and not given_gender(word)
        participle = participle or bool(past)
        gerund = grammar.language == "en" and word.endswith("ing") and then in grammar.determiners
        alone = word in self._common and not (len(self.tokens) > 1 and self.tokens[1].capital)
        return participle or gerund or alone or word in grammar.clitics or grammar.is_function_word(word)

    def name_end(self, at: int) -> int:
        """Behind the capitalised words that begin at `at`; `at` where none do."""
        day = self.word(at - 1).isdigit() and len(self.word(at - 1)) < 3 and self.grammar.language == "en"
        if day and at + 1 < len(self.tokens) and self.tokens[at + 1].capital:  # "On 3 February Reagan gave"
            return at
        end, position = at, at
        while position < min(len(self.tokens), at + _MAX_WORDS):
            token = self.tokens[position]
            if token.capital and not (position == 0 and self._opens(token.low)):
                if self.cased and position > at and token.low in self.grammar.determiners:
                    break
                end = position = position + 1
                if token.low.endswith("'s"):
                    break
            elif (
                end > at
                and token.low in _PARTICLES
                and (token.low != "of" or end == at + 1)  # the Bank of England, but not Ken Moto of Brel
                and self._name_after(position)
            ):
                position += 1
            else:
                break
        return end

    def _name_after(self, at: int) -> bool:
        if self.cased and self.word(at) in ("der", "die", "den") and self.word(at - 1) != "von":
            return False
        at += 1 + (self.word(at + 1) in _PARTICLES and not self.tokens[at + 1].capital)
        return at < len(self.tokens) and self.tokens[at].capital

    def phrase(self, at: int, *, inverted: bool = False, bare: bool = False) -> Phrase | None:
        """Who is mentioned from `at` on: a name, or an article and a description.

        `inverted` tells that it stands behind its verb, `bare` that a description needs no article there.
        """
        if them := self._one_of_them(at):
            return self._described(at, them, "p")
        if self.word(at) in _ONE and self.word(at + 1) in _OF and (some := self.phrase(at + 2, bare=True)):
            return self._described(at, some.end, "", some.role) if not some.named else None
        start = at
        owner = self.name_end(at)
        if owner > at and self.tokens[owner - 1].low.endswith(("'s", "s'")):
            at, gender, determined = owner, "", True
        elif self.word(at) in self.grammar.determiners and not (
            self.tokens[at].capital and at > 0 and self._name_after(at) and not self.is_quotation(at - 1)
        ):
            gender, determined = self.grammar.determiners[self.word(at)], True
            at += 1 + (self.word(at + 1) in self.grammar.determiners)  # the other one, les deux hommes
        else:
            gender, determined = "", bare
        return self._noun(start, at, gender, determined, inverted)

    def _noun(self, start: int, at: int, gender: str, determined: bool, inverted: bool) -> Phrase | None:
        """The phrase whose article, if any, is `start:at`."""
        end, name_end = self._noun_end(start, at, determined, inverted)
        if name_end:
            return self._name(start, end, name_end, gender, determined)
        while end > at and self.word(end - 1) in self._small:
            end -= 1
        if end == at or not determined:
            return None
        if end - at > 1 and _ENDS_PARTICIPLE.search(self.word(end - 1)) and not self.cased:
            end = self._complement_end(end)
        return self._apposed(start, at, end, gender)

    def _noun_end(self, start: int, at: int, determined: bool, inverted: bool) -> tuple[int, int]:
        """Where a description that begins at `at` ends, and where a name does that follows it, else 0."""
        position, nouns, complement, connected = at, 0, False, False
        while position < min(len(self.tokens), at + _MAX_WORDS) and self.tokens[position].kind == "word":
            end = self.name_end(position)
            role = is_human(self.word(end)) and not self.grammar.is_function_word(self.word(end))
            if end == position + 1 and determined and position == at and role and end > 1:
                position = end  # le Premier ministre
                continue
            if end > position:
                if self.cased and end - position == 1 and (determined or position > at):
                    nouns += 1
                elif complement and self.cased:
                    return end, 0
                elif not complement and not (determined and self._is_noun(end)):
                    return position, end
                position, connected = end, False
                continue
            if self.tokens[position].capital and position:
                break
            joins = self._joins(position, start, connected, nouns)
            if (joins and position == at) or (not joins and self.cased and nouns):
                break
            if not joins and self._ends_phrase(position, position == at, inverted):
                break
            complement, connected = complement or joins, joins
            position += 1
        return position, 0

    def _joins(self, at: int, start: int, connected: bool, nouns: int) -> bool:
        """Whether the word at `at` joins a complement to a noun: "de la", "of", "ein Sprecher der"."""
        low = self.word(at)
        human = self.word(start) in ("ein", "eine") or is_human(self.word(at - 1))
        german = self.cased and nouns == 1 and low == "der" and human
        return low in self.grammar.connectors or german or (connected and low in self.grammar.determiners)

    def _is_noun(self, at: int) -> bool:
        """Whether "a Treasury source" goes on at `at`."""
        low = self.word(at)
        return (
            self.grammar.language == "en"
            and (is_human(low) or self.word(at - 1) in NATIONS)
            and not self.grammar.is_function_word(low)
            and low not in self.grammar.finite
        )

    def _ends_phrase(self, at: int, first: bool, inverted: bool) -> bool:
        """Whether the lower-case word at `at` is no part of a description."""
        grammar, low = self.grammar, self.word(at)
        if first or self.word(at - 1) in grammar.connectors:  # a noun, even one that ends like an adverb
            return grammar.is_function_word(low) and not grammar.is_adverb(low)
        if low in grammar.finite:
            following = self.word(at + 1)
            past = low.endswith(("ed", "id", "ld", "s", "é", "ó"))
            noun = following in grammar.auxiliaries or (following in grammar.finite and not past)
            return not (inverted or noun)
        named = self.tokens[at - 1].capital and self.word(at - 2) not in grammar.determiners
        if named and grammar.language in ("fr", "es", "it", "pt"):
            return True  # "La direction d'Air Inter | fait valoir"
        turns = any(low in turn[0] for turn in grammar.turns)
        return turns or grammar.is_function_word(low) or low in grammar.clitics

    def _complement_end(self, at: int) -> int:
        """Behind the complement of a participle: "mandaté | par le tribunal"."""
        if self.word(at) not in self.grammar.prepositions:
            return at
        inner = self.phrase(at + 1) if self.word(at + 1) in self.grammar.determiners else None
        if inner:
            return inner.end
        return max(self.name_end(at + 1), at)

    def _name(self, start: int, at: int, end: int, gender: str, determined: bool) -> Phrase:
        """A name `at:end` behind its article and role, titles left out."""
        first = at
        if self.cased and end - at > 1 and (determined or end - at > 2) and self._is_role(at):
            first = at + 1
        if end - at == 1 and determined and self.word(at) in OFFICES:  # "OpenAI's CEO"
            return self._described(start, end, gender, self.word(at))
        if first > at and self.word(first) in self.grammar.connectors:  # "Der Chef von Meta"
            return self._described(start, end, gender, " ".join(token.low for token in self.tokens[at:end]))
        people = determined and end - first > 1 and self.word(first) in PEOPLES
        first += people and self.word(first + 1) not in _PARTICLES
        while first < end - 1 and (title := self.tokens[first].low.rstrip(".")) in TITLES:
            if self.word(first + 1) == "of":  # Secretary of State
                return self._described(start, end, gender, " ".join(t.low for t in self.tokens[at:end]))
            gender = TITLES[title] or gender
            first += 1
        if end - first == 1 and first > at:
            first = at
        role = " ".join(token.low for token in self.tokens[start + determined : first])
        given = self.tokens[first].low if end - first > 1 or not determined else ""
        article = self.word(start) if determined else self.word(start - 1)
        thing = not role and article in (
            self.grammar.determiners if determined else _CONTRACTED
        )  # l'Académie
        if role and not is_human(role):
            gender = ""  # "la mission Cluster"
        known = given_gender(given) or role_gender(role) or ("n" if thing else gender)
        begin = self.tokens[first].start
        return Phrase(start, end, begin, self.tokens[end - 1].end, True, known, role)

    def _is_role(self, at: int) -> bool:
        low, given = self.word(at), self.word(at + 1)
        if given in MALE or given in FEMALE:
            return True
        return not low.endswith(("e", "es", "en")) and low not in MALE and low not in FEMALE

    def _apposed(self, start: int, at: int, end: int, gender: str) -> Phrase:
        """A description, or the name that stands behind it between commas: "le capitaine, Idriss Konaté,"."""
        role = " ".join(token.low for token in self.tokens[at:end])
        gender = role_gender(role) or gender
        name = self.phrase(end + 1) if self.mark(end) == "," else None
        if name and name.named and self.mark(name.end) in _ENDS:
            known = name.gender if name.gender in ("m", "f") else gender
            return Phrase(start, name.end, name.begin, name.stop, True, known, role, True)
        return self._described(start, end, gender, role)

    def _described(self, start: int, end: int, gender: str, role: str = "") -> Phrase:
        return Phrase(start, end, self.tokens[start].start, self.tokens[end - 1].end, False, gender, role)

    def _one_of_them(self, at: int) -> int:
        """Behind "l'un d'eux", "one of them", "einer von ihnen"; 0 where it does not stand at `at`."""
        at += self.word(at) in ("l'", "l")
        if self.word(at) not in _ONE:
            return 0
        if self.word(at + 1) not in ("d'", "de", "of", "von", "di", "van", "d'entre"):
            return 0
        at += 2 + (self.word(at + 2) == "entre")
        them = ("eux", "elles", "them", "ellos", "ellas", "ihnen", "loro", "eles", "elas", "hen")
        return at + 1 if self.word(at) in them else 0
