"""A verb of speech -> its subject, before it or behind it."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from rag.attribution.actors import begins_at
from rag.attribution.contents import Contents
from rag.attribution.grammar import HOLDS, QUOTES, SAYS
from rag.attribution.mentions import Phrase
from rag.attribution.people import is_human
from rag.attribution.tokens import word_set
from rag.attribution.verbs import TIMES, Verb

IMPERSONAL = word_set("on man es")
STATEMENTS = word_set("""
    propos déclarations étude rapport article témoignage chiffres estimations informations words remarks
    report study figures survey statement erklärung mitteilung stellungnahme schreiben communiqué palabras
    comunicado nota informe estudio declaraciones datos studie bericht angaben umfrage parole rapporto
    studio dati relatório estudo dados rapport onderzoek calculs enquête sondage
""")
_OF = word_set("de du des d' of del von vom der di della do da van")
MADE_BY = word_set("par by por von da pelo pela door durch")
PRO_DROP = ("es", "it", "pt")  # languages whose verbs need no pronoun
_YEAR = re.compile(r"1\d{3}|20\d\d")  # "In 1955 Tenzing revealed"
REACH = 14  # tokens from a verb to its subject at most


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: a `phrase`, or a pronoun of `gender` ("implied" where the verb has none, "latter")."""

    phrase: Phrase | None
    kind: str = ""
    gender: str = ""
    shown: tuple[int, int] = (0, 0)
    continues: bool = False


class Subjects(Contents):
    """The subjects of the verbs of one sentence."""

    @cached_property
    def _begins(self) -> int:
        return begins_at(self.reader)

    def inverted(self, verb: Verb) -> Voice | None:
        """The pronoun behind its verb."""
        word = self.reader.word(verb.pronoun)
        if word in IMPERSONAL:
            return self.impersonal(max(verb.end, verb.pronoun + 1), verb.first)
        return self.pronoun(verb.pronoun, verb.first, verb.end, self.continues(verb))

    def impersonal(self, at: int, first: int) -> Voice | None:
        """As in "indique-t-on à la préfecture", "hieß es in einer Erklärung des Unternehmens"."""
        while self.grammar.is_adverb(self.reader.word(at)):
            at += 1
        if self.reader.word(at) not in self.grammar.prepositions | self.grammar.connectors | {"du", "de"}:
            return None
        phrase = self.reader.phrase(at + 1, inverted=True, bare=True)
        if phrase and any(part in STATEMENTS for part in phrase.role.split()):
            makers = [n for n in range(at + 2, phrase.end) if self.reader.word(n) in _OF]
            phrase = self.reader.phrase(makers[0] + 1, inverted=True, bare=True) if makers else phrase
        return self.of(phrase, first, phrase.end) if phrase else None

    def pronoun(self, at: int, first: int, end: int, continues: bool = False) -> Voice | None:
        """The pronoun at `at` as a voice."""
        word = self.reader.word(at).split("-")[0]
        if word in IMPERSONAL:
            return None
        gender = self.grammar.pronouns.get(word, "")
        return Voice(None, "pronoun", gender, self.span(first, end), continues)

    def latter(self, at: int) -> tuple[str, int] | None:
        """The gender and the end of "cette dernière", "the latter", "dieser", standing alone at `at`."""
        for length in (2, 1):
            words = " ".join(self.reader.word(at + n) for n in range(length))
            if words in self.grammar.latter:
                return self.grammar.latter[words], at + length
        return None

    def subject_after(self, verb: Verb) -> Voice | None:
        """The subject behind its verb, times, places and addressees left out."""
        at = verb.end
        while at < min(verb.end + REACH, len(self.tokens)):
            word = self.reader.word(at)
            latter = self.latter(at)
            if latter and (self.ends(latter[1]) or not self.reader.phrase(at, inverted=True)):
                return Voice(
                    None, "latter", latter[0], self.span(verb.first, latter[1]), self.continues(verb)
                )
            phrase = self.reader.phrase(at, inverted=True)
            if phrase:
                if any(part in TIMES for part in phrase.role.split()) and not phrase.named:
                    at = phrase.end
                    continue
                return self.of(phrase, verb.first, phrase.end, self.continues(verb))
            if word in self.grammar.prepositions or word in self.grammar.connectors:
                inner = self.reader.phrase(at + 1, inverted=True)
                at = self._before_comma(at + 1, inner.end) if inner else at + 2
            elif self.grammar.is_adverb(word) or word in self.grammar.clitics or word.isdigit():
                at += 1
            else:
                return None
        return None

    def _before_comma(self, at: int, end: int) -> int:
        return next((n for n in range(at, end) if self.reader.mark(n) == ","), end)

    def subject_before(self, at: int, verb_end: int = 0) -> Voice | None:
        """The subject that ends right before the verb at `at`, an apposition between commas left out."""
        end = at
        while end > 0 and (self.grammar.is_adverb(self.reader.word(end - 1))) and not self.latter(end - 1):
            end -= 1
        if end > 0 and self.tokens[end - 1].text in (")", "–", "—"):
            opening = "(" if self.tokens[end - 1].text == ")" else self.tokens[end - 1].text
            back = [n for n in range(max(0, end - 20), end - 1) if self.tokens[n].text == opening]
            end = back[-1] if back else end
        if end > 0 and self.reader.mark(end - 1) == ",":
            phrase = self._before_apposition(end - 1)
        else:
            word = self.reader.word(end - 1).split("-")[0]
            for start in (end - 2, end - 1):
                latter = self.latter(start) if start >= 0 else None
                if latter and latter[1] == end and self._begins_clause(start):
                    return Voice(None, "latter", latter[0], self.span(start, at))
            if word in self.grammar.pronouns and self._begins_clause(end - 1):
                return self.pronoun(end - 1, end - 1, at)
            phrase = self.ending_at(end)
        if not phrase or not self._begins_clause(phrase.first):
            return None
        return self.of(phrase, phrase.first, verb_end or phrase.end)

    def after_comma(self, verb: Verb) -> Voice | None:
        """Who speaks in "Le pont est fermé, a indiqué la préfecture." or "Am Montag sagte Anna Vogel, …"."""
        german = self.grammar.language in ("de", "nl")
        alike = self.reader.word(verb.first - 1) in self.grammar.alike
        comma = verb.first > 0 and self.reader.mark(verb.first - 1) in (",", "?", "!", "…", "–", "—")
        opened = german and verb.first > 0 and self.tokens[0].low not in self.grammar.subordinators
        opened = opened and (verb.kind != HOLDS or self.has_content(verb))
        if verb.kind == QUOTES or not (alike or comma or opened):
            return None
        voice = self.subject_after(verb)
        if not voice and comma and self.grammar.language in PRO_DROP and self.ends(verb.end):
            return Voice(None, "implied", "", self.span(verb.first, verb.end))
        if not voice or not voice.phrase or german:
            return voice
        thing = verb.kind != SAYS and not (voice.phrase.named or is_human(voice.phrase.role))
        orders = self.reader.word(voice.phrase.end) == "to" and verb.kind != SAYS  # "ordered Egypt to pay"
        trails = self.ends(voice.phrase.end) or (self.trails(voice.phrase.end) and not orders)
        return None if thing or not trails else voice

    def ending_at(self, end: int) -> Phrase | None:
        """The phrase that ends at `end`, from where a clause may begin."""
        for start in range(max(0, end - REACH), end):
            if (
                start not in (0, self._begins)
                and self.tokens[start - 1].kind == "word"
                and not self._boundary(start - 1)
            ):
                continue
            phrase = self.reader.phrase(start)
            if phrase and phrase.end < end:
                phrase = self._with_place(phrase, end)
            if phrase and phrase.end == end:
                return self._joined(phrase)
        return None

    def _with_place(self, phrase: Phrase, end: int) -> Phrase:
        """A subject with what stands between it and its verb: "A study by the Alder Institute"."""
        at, stop = phrase.end, phrase.stop
        for _ in range(3):
            if self.reader.word(at) in self.grammar.prepositions | self.grammar.connectors:
                inner = self.reader.phrase(at + 1, bare=True)
                if not inner or inner.end > end:
                    break
                if self.reader.word(at) in MADE_BY | {"chez", "at", "bei"}:
                    stop = inner.stop
                at = inner.end
        return replace(phrase, end=at, stop=stop)

    def _joined(self, phrase: Phrase) -> Phrase:
        """As in "Jean Roux et Marie Blanc": both."""
        if self.reader.word(phrase.first - 1) in ("et", "and", "und", "y", "e", "en") and phrase.named:
            for start in range(max(0, phrase.first - 6), phrase.first - 1):
                other = self.reader.phrase(start)
                if other and other.named and other.end == phrase.first - 1:
                    return Phrase(start, phrase.end, other.begin, phrase.stop, True, "p")
        return phrase

    def _before_apposition(self, comma: int) -> Phrase | None:
        described, end = None, comma
        for _ in range(4):
            start = end
            while start > 0 and self.tokens[start - 1].kind == "word":
                start -= 1
            first = self.skip_adverbs(start) if start else self._begins
            phrase = self.reader.phrase(first) if 0 <= first < end else None
            if phrase and phrase.end < end:
                phrase = self._with_place(phrase, end)
            if phrase and phrase.end >= end:
                if phrase.named:
                    return phrase
                described = phrase
            if start == 0 or self.reader.mark(start - 1) != ",":
                break
            end = start - 1
        return described

    def behind_apposition(self, at: int) -> int:
        """Behind the apposition between commas that begins at `at`; `at` where there is none."""
        if self.reader.mark(at) != "," or at >= len(self.tokens):
            return at
        for position in range(at + 1, min(at + 20, len(self.tokens))):
            if self.tokens[position].kind == "quotation":
                return at
            if self.reader.mark(position) == ",":
                return position + 1
        return at

    def _boundary(self, at: int) -> bool:
        """Whether a clause may begin behind the word at `at`."""
        word, grammar = self.reader.word(at), self.grammar
        return (
            word in grammar.conjunctions
            or word in grammar.subordinators
            or word in grammar.alike
            or grammar.is_adverb(word)
            or bool(_YEAR.fullmatch(word))
        )

    def _begins_clause(self, at: int) -> bool:
        """Whether the main clause begins at `at`, and no conjunction makes it a condition or a content."""
        before = self.reader.word(at - 1)
        while at > 0 and self.grammar.is_adverb(before):
            at -= 1
            before = self.reader.word(at - 1)
        if before in self.grammar.alike:
            return True
        return before not in self.grammar.subordinators and before not in self.grammar.prepositions

    def relative(self, verb: Verb) -> Voice | None:
        """As in "un ancien collaborateur qui a travaillé là et qui a déclaré que"."""
        cleft = self._begins == 2 and not self.grammar.prepositions & {self.reader.word(0)}  # "It was X who"
        if self.reader.word(verb.first - 1) not in ("qui", "who", "che") or (verb.kind != SAYS and not cleft):
            return None
        if not self.has_content(Verb(verb.first, verb.end, HOLDS, last=verb.last)):
            return None
        if (
            cleft
            and (phrase := self.reader.phrase(2))
            and self.behind_apposition(phrase.end) == verb.first - 1
        ):
            return self.of(phrase, phrase.first, verb.end)
        first = next((n for n in range(verb.first) if self.reader.word(n) in ("qui", "who", "che")), 0)
        for start in range(max(0, first - REACH), first):
            phrase = self.reader.phrase(start, inverted=True)
            if phrase and phrase.end == first:
                return self.of(phrase, phrase.first, verb.end)
        return None

    def of(self, phrase: Phrase, first: int, end: int, continues: bool = False) -> Voice:
        """The voice of a phrase, shown by the tokens `first:end`."""
        return Voice(phrase, "phrase", phrase.gender, self.span(first, max(end, phrase.end)), continues)
