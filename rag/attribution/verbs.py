"""Tokens of a sentence -> the verb forms that report speech."""

from dataclasses import dataclass

from rag.attribution.grammar import HOLDS, SAYS
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
_BETWEEN = word_set("sich davon fest ervan")  # "ist fest davon überzeugt"
_LIKED = word_set("used liked loved likes loves")
_WOULD = _LIKED | {"would", "will"}
TIMES = word_set("""
    lundi mardi mercredi jeudi vendredi samedi dimanche semaine matin soir jour jours mois année an lunes
    martes miércoles jueves viernes sábado domingo semana mañana tarde noche día mes año week month day year
    morning evening montag dienstag mittwoch donnerstag freitag samstag sonntag même lunedì martedì mercoledì
    giovedì venerdì sabato domenica settimana giorno mese anno dia mês ano terça quarta quinta sexta
    semaines jours heures minutes weeks months days years hours tage wochen jahre später lendemain
    veille instant moment
""")
BE = word_set("""
    was were is are been be being est était été sont étaient wurde wurden wird werden worden fue fueron es
    sido è stato stata foi são is werd
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
        if held := self._held(at):
            return held
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
        if word in _WOULD and self.grammar.language == "en":
            return self._infinitive(at)
        if word in _FAIRE and self.reader.word(at + 1) in _FAIRE_:
            return Verb(start, at + 2, SAYS, negated=negated, word=word)
        if word in _HOLDS_TO and self._is_to_say(at + 1):
            return Verb(start, at + 3, SAYS, negated=negated, word=word)
        kind = self.grammar.finite.get(word)
        if not kind or self.tokens[at].capital or not self._has_particle(word, at):
            return None
        if self.reader.word(at - 1) in BE:
            return None
        if word in self.grammar.nouns and not self._is_no_noun(at):
            return None
        pronoun = at + 1 if self.is_inverted(at + 1) and self._may_invert(at) else -1
        after = self.reader.word(at + 1 + (pronoun >= 0))
        negated = negated or after in self.grammar.negations
        return Verb(start, at + 1 + (pronoun >= 0), kind, pronoun, negated, word=word)

    def _held(self, start: int) -> Verb | None:
        """As in "is also convinced", "made it clear"."""
        if self.reader.word(start - 1) in ("it", "il"):  # "il est certain que"
            return None
        for turn in self.grammar.turns:
            at, negated = start, False
            for place, words in enumerate(turn):
                while place and (self._denies(at) or self._is_between(at)):
                    negated = negated or self._denies(at)
                    at += 1
                if self.reader.word(at) not in words:
                    break
                at += 1
            else:
                return Verb(start, at, HOLDS, negated=negated, word=self.reader.word(at - 1))
        return None

    def _is_between(self, at: int) -> bool:
        return self.grammar.is_adverb(self.reader.word(at)) or self.reader.word(at) in _BETWEEN

    def _denies(self, at: int) -> bool:
        return self.reader.word(at) in self.grammar.negations | {"pas", "point"}

    def is_inverted(self, at: int) -> bool:
        """Whether a pronoun stands at `at` that can follow its verb."""
        word = self.reader.word(at)
        return word in _INVERTED and word in self.grammar.pronouns

    def _may_invert(self, at: int) -> bool:
        if self.grammar.language == "fr":
            return self.tokens[at + 1].start - self.tokens[at].end in (1, 3)
        alone = self.grammar.language != "en" or self.ends(at + 2) or self.trails(at + 2)  # no "said he had"
        return self.grammar.language == "de" or (alone and self.tokens[at - 1].kind != "word")

    def _is_no_noun(self, at: int) -> bool:
        """As in "Mary Cole claims that", "the sources claim", "“…”, the mayor whispers."."""
        word, before = self.reader.word(at), self.reader.word(at - 1)
        alone = self.tokens[at - 1].capital and self.reader.word(at - 2) not in self.grammar.determiners
        named = before and (alone or before in self.grammar.pronouns)
        if named and self.reader.word(at + 1) in ("that", "why", "how", "what", "whether", "if"):
            return True
        if word.endswith("s"):
            return self.ends(at + 1) and any(at - quotation in range(1, 8) for quotation in self.quotations)
        plural = before.endswith("s") and not before.endswith(("'s", "’s"))
        return plural or before in ("police", "people", "they")

    def _has_particle(self, word: str, at: int) -> bool:
        needed = self.grammar.particles.get(word)
        return not needed or any(
            self.reader.word(after) in needed and self.ends(after + 1)
            for after in range(at + 1, min(at + 40, len(self.tokens)))
        )

    def _infinitive(self, start: int) -> Verb | None:
        """As in "would insist", "used to say", "would later recall"."""
        at = start + 1 + (self.reader.word(start + 1) == "to")
        if self.reader.word(start) in _LIKED and self.reader.word(at - 1) != "to":
            return None
        negated = self._denies(at)
        while self.grammar.is_adverb(self.reader.word(at)) or self._denies(at):
            at += 1
        word = self.reader.word(at)
        kind = self.grammar.finite.get(word) if not word.endswith("ed") else None
        return Verb(start, at + 1, kind, negated=negated, word=word) if kind else None

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
            if word == "tenu" and self._is_to_say(after + 1):
                return Verb(start, after + 3, SAYS, pronoun, negated, after + 3, word)
            if self._denies(after):
                negated = True
            elif reach == 6 and not (self.grammar.is_adverb(word) or word in self.grammar.clitics):
                return None
        return None

    def _is_to_say(self, at: int) -> bool:
        """As in "tient | à préciser que", not "tient | à la charge"."""
        return self.reader.word(at) == "à" and self.reader.word(at + 1).endswith(("er", "ir", "re"))

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
