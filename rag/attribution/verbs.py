"""Tokens of a sentence -> the verb forms that report speech."""

from dataclasses import dataclass

from rag.attribution.grammar import HOLDS, QUOTES, SAYS
from rag.attribution.mentions import Reader
from rag.attribution.tokens import word_set

_INVERTED = word_set("il elle on ils elles er sie es man ella él he she lei ele ela hij zij ze")
_CONTINUES = tuple(
    word_set("""
    poursui ajout continu added adds went enchaîn repren fügt añad prosig agreg aggiun prosegu acrescent
    renchéri ergänz voegt
""")
)
_FAIRE = word_set("fait font fit firent faisait faisaient")
_FAIRE_ = word_set("savoir valoir remarquer observer part comprendre état mine")
_HOLDS_TO = word_set("tient tiennent tenait tenu")
BE = word_set("""
    was were is are been be being est était été sont étaient wurde wurden wird werden worden fue fueron es
    sido è stato stata foi são is werd
""")
_ENDS_SPEECH = (",", ".", "!", "?", "…")
_OBJECT = word_set("que qu' that dass che dat avoir être what how why comment pourquoi ob whether ne")
_OPEN_ENDS = {  # how any verb may end that follows a quotation
    "fr": ("e", "ent", "it", "d", "t", "é", "i", "u", "a"),
    "en": ("ed", "s"),
    "es": ("a", "e", "ó", "an"),
    "de": ("t", "te", "ten"),
    "it": ("a", "e", "ò"),
    "pt": ("a", "e", "ou", "eu", "iu"),
    "nl": ("t", "de", "te"),
}
_ENGLISH_NOUNS = word_set("""
    report state note point show claim comment answer demand hope call order estimate request guess cause
    doubt feel blast brand label cry laugh sigh whisper smile shout snap promise pledge vow charge joke
    reply remark caution stress post account thought find complain points shows claims states notes calls
    reports
""")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb form of speech at the tokens `first:end`; `last` ends a participle that stands far behind."""

    first: int
    end: int
    kind: str
    pronoun: int = -1
    negated: bool = False
    last: int = 0
    word: str = ""


class Verbs:
    """The verbs of one sentence."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.grammar = reader.grammar
        self.tokens = reader.tokens
        self.quotations = [at for at, token in enumerate(self.tokens) if token.kind == "quotation"]

    def verb(self, at: int) -> Verb | None:
        """The verb form of speech that begins at `at`."""
        start, negated = at, False
        while (
            at < start + 4
            and (word := self.reader.word(at))
            and (word in self.grammar.clitics or word in self.grammar.negations)
        ):
            if self.tokens[at].capital:
                return None
            negated = negated or word in self.grammar.negations
            at += 1
        word = self.reader.word(at)
        if not word:
            return None
        if word in self.grammar.auxiliaries:
            return self._compound(start, at, negated)
        if word in _FAIRE and self.reader.word(at + 1) in _FAIRE_:
            return Verb(start, at + 2, SAYS, negated=negated, word=word)
        if word in _HOLDS_TO and self.reader.word(at + 1) == "à":
            return Verb(start, at + 3, SAYS, negated=negated, word=word)
        kind = self.grammar.finite.get(word)
        if not kind or self.tokens[at].capital or not self._has_particle(word, at):
            return None
        if self.reader.word(at - 1) in BE:
            return None
        if self.grammar.language == "en" and _is_noun(word) and not self._plural(at - 1):
            return None
        pronoun = at + 1 if self.is_inverted(at + 1) and self._may_invert(at) else -1
        after = self.reader.word(at + 1 + (pronoun >= 0))
        negated = negated or after in self.grammar.negations
        return Verb(start, at + 1 + (pronoun >= 0), kind, pronoun, negated, word=word)

    def is_inverted(self, at: int) -> bool:
        """Whether a pronoun stands at `at` that can follow its verb."""
        word = self.reader.word(at)
        return word in _INVERTED and word in self.grammar.pronouns

    def _may_invert(self, at: int) -> bool:
        if self.grammar.language == "fr":
            return self.tokens[at + 1].start - self.tokens[at].end in (1, 3)
        alone = self.grammar.language != "en" or self.ends(at + 2) or self.trails(at + 2)  # no "said he had"
        return self.grammar.language == "de" or (alone and self.tokens[at - 1].kind != "word")

    def _plural(self, at: int) -> bool:
        word = self.reader.word(at)
        return word.endswith("s") or word in ("police", "people", "they")

    def _has_particle(self, word: str, at: int) -> bool:
        needed = self.grammar.particles.get(word)
        return not needed or any(
            self.reader.word(after) in needed and self.ends(after + 1)
            for after in range(at + 1, min(at + 40, len(self.tokens)))
        )

    def _compound(self, start: int, at: int, negated: bool) -> Verb | None:
        """An auxiliary and its participle: "a-t-elle également ajouté", "hat am Montag gesagt"."""
        pronoun = -1
        position = at + 1
        if self.is_inverted(position) and self.grammar.language in ("fr", "de", "nl"):
            pronoun, position = position, position + 1
        reach = 25 if self.grammar.language in ("de", "nl") else 6
        for after in range(position, min(position + reach, len(self.tokens))):
            word = self.reader.word(after)
            if not word:
                if self.grammar.language in ("de", "nl") and self.reader.is_quotation(after):
                    continue
                return None
            kind = self.grammar.participles.get(word) or self.grammar.participles.get(
                word.removesuffix("s").removesuffix("e")  # "s'est indignée"
            )
            if kind and not self.tokens[after].capital:
                last = after + 1
                end = last if reach == 6 else position
                return Verb(start, end, kind, pronoun, negated, last, word)
            if word in _FAIRE and self.reader.word(after + 1) in _FAIRE_:
                return Verb(start, after + 2, SAYS, pronoun, negated, after + 2, word)
            if word == "tenu" and self.reader.word(after + 1) == "à":
                return Verb(start, after + 3, SAYS, pronoun, negated, after + 3, word)
            if word in self.grammar.negations or word in ("pas", "point"):
                negated = True
            elif reach == 6 and not (
                self.grammar.is_adverb(word) or word in self.grammar.clitics or word == "pas"
            ):
                return None
        return None

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
        text = self.tokens[quotation].text
        inner = text.strip("«»“”„\"‘’' \u00a0\u202f")
        ends = inner.endswith(_ENDS_SPEECH)
        return ends or (self.reader.mark(quotation + 1) == "," and len(inner.split()) > 1)

    def is_apart(self, quotation: int) -> bool:
        """Whether a mark parts what is quoted from the words behind it, as it does not a title."""
        inner = self.tokens[quotation].text.strip("«»“”„\"‘’' \u00a0\u202f")
        return inner.endswith(_ENDS_SPEECH) or self.reader.mark(quotation + 1) in (",", "-", "–", "—")

    def has_content(self, verb: Verb) -> bool:
        """Whether a clause or a quotation is the object of the verb."""
        for at in range(verb.end, min(max(verb.last, verb.end) + 12, len(self.tokens))):
            if self.reader.is_quotation(at):
                return verb.kind != QUOTES or self._is_fragment(at)
            word = self.reader.word(at)
            if word in _OBJECT and verb.kind != QUOTES:
                return True
            if not word and self.reader.mark(at) != ":" and self.grammar.language != "de":
                break
        if verb.kind == HOLDS and self.grammar.language == "en":
            return self.reader.word(verb.end) in self.grammar.pronouns
        return False

    def _is_fragment(self, at: int) -> bool:
        """Whether what is quoted goes on the sentence, as a title does not."""
        inner = self.tokens[at].text.strip("«»“”„\"‘’' \u00a0\u202f")
        return bool(inner) and (
            not inner[0].isupper() or self.grammar.language == "de" or len(inner.split()) > 5
        )

    def continues(self, verb: Verb) -> bool:
        """Whether the verb says that somebody goes on."""
        return verb.word.startswith(_CONTINUES)

    def ends(self, at: int) -> bool:
        """Whether no word stands at `at`."""
        return at >= len(self.tokens) or self.tokens[at].kind != "word"

    def trails(self, at: int) -> bool:
        """Whether only a place, a time or a manner follows at `at`."""
        word = self.reader.word(at)
        return word in self.grammar.prepositions or self.grammar.is_adverb(word)

    def skip_adverbs(self, at: int) -> int:
        """Behind the adverbs and conjunctions at `at`."""
        while (
            self.grammar.is_adverb(self.reader.word(at)) or self.reader.word(at) in self.grammar.conjunctions
        ):
            at += 1
        return at

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Where the tokens `first:end` stand in the sentence."""
        return self.tokens[first].start, self.tokens[min(end, len(self.tokens)) - 1].end


def _is_noun(word: str) -> bool:
    """Whether an English verb form, with no ending, may as well be a noun."""
    return word in _ENGLISH_NOUNS
