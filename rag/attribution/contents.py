"""A verb of speech, or a quotation, -> whether something is said there."""

from rag.attribution.grammar import HOLDS, QUOTES
from rag.attribution.people import is_human
from rag.attribution.tokens import word_set
from rag.attribution.verbs import TIMES, Verb, Verbs

_ENDS_SPEECH = (",", ".", "!", "?", "…")
_OBJECT = word_set("que qu' that dass che dat avoir être what how why comment pourquoi ob whether ne")
_GERMAN_RELATIVE = word_set("der die das den dem dessen deren")
_RELATIVE = word_set("que qu' that ne avoir être")  # of these, what may as well go on about a thing
_SUBJUNCTIVE = word_set("""
    sei seien habe werde könne müsse solle wolle dürfe möge gebe komme gehe stehe lasse bleibe wäre wären
    hätte hätten würde würden könnte könnten müsste müssten
""")
_OPEN_ENDS = {  # how any verb may end that follows a quotation
    "fr": ("e", "ent", "it", "d", "t", "é", "i", "u", "a"),
    "en": ("ed", "s"),
    "es": ("a", "e", "ó", "an"),
    "de": ("t", "te", "ten"),
    "it": ("a", "e", "ò"),
    "pt": ("a", "e", "ou", "eu", "iu"),
    "nl": ("t", "de", "te"),
}


class Contents(Verbs):
    """What is said in one sentence: quotations, clauses, and the words that lead to them."""

    def open_verb(self, quotation: int, at: int) -> Verb | None:
        """Any word that may be a verb, between a quotation of some length and a name or a description."""
        start = at
        while self.reader.word(at) in self.grammar.clitics and self.reader.word(at):
            at += 1
        if self.reader.word(at) in self.grammar.auxiliaries and self.reader.word(at) != "est":
            at += 1
        pronoun = (
            at if self.is_inverted(at) and self.tokens[at].start - self.tokens[at - 1].end in (1, 3) else -1
        )
        at += pronoun >= 0
        word = self.reader.word(at)
        if not word or self.tokens[at].capital or self.grammar.is_function_word(word):
            return None
        if (
            pronoun < 0
            and self.is_inverted(at + 1)
            and self._may_invert(at)
            and self.grammar.language != "en"
        ):
            pronoun = at + 1
        if pronoun >= 0:
            return Verb(start, max(at, pronoun) + 1, QUOTES, pronoun, word=word)
        if (
            not self.is_speech(quotation)
            or not word.endswith(_OPEN_ENDS[self.grammar.language])
            or word in self.grammar.connectors
        ):
            return None
        phrase = self.reader.phrase(at + 1, inverted=True)
        return Verb(start, at + 1, QUOTES, word=word) if phrase else None

    def open_past(self, at: int) -> Verb | None:
        """Any English past form, as in "he quipped"."""
        word = self.reader.word(at)
        ends = self.grammar.language == "en" and word.endswith("ed") and len(word) > 4
        return Verb(at, at + 1, QUOTES, word=word) if ends else None

    def is_speech(self, quotation: int) -> bool:
        """Whether what is quoted is more than a title or a word in doubt."""
        inner = self._inner(quotation)
        return inner.endswith(_ENDS_SPEECH) or (
            self.reader.mark(quotation + 1) == "," and len(inner.split()) > 1
        )

    def is_apart(self, quotation: int) -> bool:
        """Whether a mark parts what is quoted from the words behind it, as it does not a title."""
        inner = self._inner(quotation)
        return inner.endswith(_ENDS_SPEECH) or self.reader.mark(quotation + 1) in (",", "-", "–", "—")

    def has_content(self, verb: Verb) -> bool:
        """Whether a clause or a quotation is the object of the verb."""
        begin = max(verb.last, verb.end)
        thing = verb.kind == HOLDS and self._has_thing(begin)
        for at in range(verb.end, min(begin + 12, len(self.tokens))):
            if self.reader.is_quotation(at):
                apart = not thing or self.tokens[at - 1].kind == "mark"
                return apart and (verb.kind != QUOTES or self._is_fragment(at))
            word = self.reader.word(at)
            leads = word in _OBJECT and verb.kind != QUOTES and not (thing and word in _RELATIVE)
            if leads and not self._is_so_that(verb.end, at):
                return True
            if not word and self.reader.mark(at) != ":" and self.grammar.language != "de":
                if not thing and self._that_behind(at):
                    return True
                break
        if verb.kind == HOLDS and self.grammar.language == "de":
            return self._is_reported(begin)
        if verb.kind == HOLDS and self.grammar.language == "en":
            then = self.reader.word(verb.end)
            helps = self.reader.word(verb.end + 1) in self.grammar.auxiliaries | self.grammar.others
            return then in self.grammar.pronouns and (then != "it" or helps)  # not "ruled it out"
        return False

    def _that_behind(self, comma: int) -> bool:
        """As in "wrote to his vice-president, Robert Lund, that"."""
        name = self.reader.phrase(comma + 1) if self.reader.mark(comma) == "," else None
        behind = name.end + 1 if name and self.reader.mark(name.end) == "," else 0
        return bool(behind) and self.reader.word(behind) in ("that", "que", "qu'", "che", "dat")

    def _is_so_that(self, begin: int, at: int) -> bool:
        """As in "so laut, dass", "ohne dass", "si fort que": no clause that is said."""
        words = [self.reader.word(n) for n in range(begin, at)]
        return bool(words) and (words[-1] in ("ohne", "als", "statt") or bool({"so", "si"} & set(words)))

    def _has_thing(self, at: int) -> bool:
        """Whether what stands at `at`, behind a verb, is its object by itself: "found the book that …"."""
        while self.grammar.is_adverb(self.reader.word(at)):
            at += 1
        word, language = self.reader.word(at), self.grammar.language
        if word not in self.grammar.determiners or word in _OBJECT or language in ("de", "nl"):
            return False
        if any(self.reader.word(n) in TIMES for n in range(at, at + 4)):  # "a assuré ce lundi que"
            return False
        told = self.reader.phrase(at)  # "a assuré les élus que"
        return language == "en" or not told or not is_human(told.role)

    def _is_reported(self, at: int) -> bool:
        """Whether German tells in the subjunctive, behind a comma, what somebody says: "…, er sei krank"."""
        words = range(at, len(self.tokens))
        comma = next((n for n in words if self.reader.mark(n) == ","), len(self.tokens))
        end = next((n for n in words if n > comma and not self.reader.word(n)), len(self.tokens))
        first = self.reader.word(comma + 1)
        relative = first in _GERMAN_RELATIVE and self.reader.name_end(comma + 2) == comma + 2
        if first in self.grammar.subordinators or relative:
            return False
        return any(self.reader.word(n) in _SUBJUNCTIVE for n in range(comma, end))

    def _is_fragment(self, at: int) -> bool:
        """Whether what is quoted goes on the sentence, as a title does not."""
        inner = self._inner(at)
        return bool(inner) and (
            not inner[0].isupper() or self.grammar.language == "de" or len(inner.split()) > 5
        )

    def _inner(self, quotation: int) -> str:
        """What is quoted, without its marks."""
        return self.tokens[quotation].text.strip("«»“”„\"‘’' \u00a0\u202f")
