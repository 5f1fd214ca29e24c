"""The tokens of a sentence -> the source that it names beside what is said: "selon la préfecture"."""

import re

from rag.attribution.mentions import Phrase
from rag.attribution.subjects import MADE_BY, STATEMENTS, Subjects, Voice
from rag.attribution.tokens import word_set

_OWN_VIEWS = frozenset(
    tuple(view.split("_"))
    for view in word_set("""
    à_ses_yeux à_son_avis in_his_words in_her_words in_his_view in_her_view in_his_opinion in_her_opinion
    a_su_juicio en_su_opinión seiner_meinung_nach ihrer_meinung_nach a_suo_giudizio na_sua_opinião
""")
)
_WORDS = word_set("words view opinion account telling eyes judgment judgement")


class Sources(Subjects):
    """The turns that name a source."""

    def turn(self, at: int) -> Voice | None:
        """As in "so der Minister", "dixit le boulanger"."""
        if self.reader.word(at) in ("so", "dixit", "aldus"):
            phrase = self.reader.phrase(at + 1, inverted=True)
            if phrase and (
                self.ends(phrase.end) or self.grammar.is_function_word(self.reader.word(phrase.end))
            ):
                return self.of(phrase, at, phrase.end)
            if self.is_inverted(at + 1):
                return self.pronoun(at + 1, at, at + 2)
        return None

    def sources(self) -> Voice | None:
        """The first source that the sentence names."""
        return next((voice for at in range(len(self.tokens)) if (voice := self.source(at))), None)

    def source(self, at: int) -> Voice | None:
        """As in "selon la préfecture", "according to him", "pour lui"."""
        for turn in self.grammar.sources:
            if tuple(self.reader.word(at + n) for n in range(len(turn))) != turn:
                continue
            behind = at + len(turn)
            opinion = turn in (("pour",), ("para",), ("per",))
            word = self.reader.word(behind).split("-")[0]
            if word in self.grammar.pronouns and self.grammar.pronouns[word] != "n":
                if opinion and not (self._opens(at) and self.reader.mark(behind + 1) == ","):
                    continue
                return self.pronoun(behind, at, behind + 1)
            phrase = self._made_by(behind) or self.reader.phrase(behind, inverted=True, bare=not opinion)
            if not phrase or any(part in self.grammar.things for part in phrase.role.split()):
                continue
            if opinion and not (
                phrase.named
                and phrase.gender in ("m", "f")
                and self._opens(at)
                and self.reader.mark(phrase.end) == ","
            ):
                continue
            return self.of(phrase, at, phrase.end)
        if told := self._in_the_words(at):
            return told
        if view := self._own_view(at):
            return view
        if self.reader.word(at) == "so" and self.reader.mark(at - 1) == "," and self.grammar.language == "de":
            return self.turn(at)
        if self.reader.word(at) == "zufolge" and at:
            phrase = self.ending_at(at)
            return self.of(phrase, phrase.first, at + 1) if phrase else None
        return None

    def _own_view(self, at: int) -> Voice | None:
        """As in "à ses yeux", "in her opinion", "à l'en croire"."""
        words = tuple(self.reader.word(at + n) for n in range(4))
        if words == ("à", "l'", "en", "croire"):
            return Voice(None, "pronoun", "", self.span(at, at + 4))
        if at == 0 and words[:3] in _OWN_VIEWS:
            return Voice(None, "implied", "", self.span(0, 3))
        return None

    def _in_the_words(self, at: int) -> Voice | None:
        """As in "in Mary Cole's words"."""
        if self.grammar.language != "en" or self.reader.word(at) != "in" or not self._opens(at):
            return None
        end = self.reader.name_end(at + 1)
        if end == at + 1 or self.reader.word(end) not in _WORDS or not self.ends(end + 1):
            return None
        owner = self.tokens[end - 1]
        stop = owner.start + len(re.sub(r"['’]s?$", "", owner.text))
        phrase = Phrase(at + 1, end, self.tokens[at + 1].start, stop, True, "")
        return self.of(phrase, at, end + 1) if owner.low.endswith(("'s", "s'")) else None

    def _opens(self, at: int) -> bool:
        return at == 0 or self.tokens[at - 1].kind == "mark"

    def _made_by(self, at: int) -> Phrase | None:
        """As in "les propos tenus par Altman", "une étude publiée par Marie Blanc": who is named there."""
        words = [self.reader.word(at + n) for n in range(5)]
        if not any(word in STATEMENTS for word in words):
            return None
        for position in range(at, at + 8):
            if not self.reader.word(position) or self.tokens[position].capital:
                return None
            if self.reader.word(position) in MADE_BY:
                return self.reader.phrase(position + 1, inverted=True)
        return None
