"""The tokens of a sentence -> whom its own words give as the speaker: a name, a description or a pronoun."""

from dataclasses import replace

from rag.attribution.grammar import CLAIMS, HOLDS, QUOTES, SAYS
from rag.attribution.incises import Incises
from rag.attribution.mentions import Phrase, Reader
from rag.attribution.people import is_human
from rag.attribution.subjects import IMPERSONAL, PRO_DROP, Voice
from rag.attribution.tokens import word_set
from rag.attribution.verbs import BE, Verb

_SHOWN = word_set("lit lisait lu voit vu read reads seen liest las gelesen lee leyó titre titres")
_ANDS = word_set("and et und y e en")
_ONE = word_set("un une a an un una uno um uma ein eine einen een")
_IMPERSONAL = BE | word_set("se si está sono era erano")  # "se cree que", "è certo che"


def find_voice(reader: Reader) -> Voice | None:
    """Whom the words of the sentence give as its speaker, None for nobody."""
    return _Clauses(reader).find()


class _Clauses(Incises):
    """The rules, the surest first."""

    def find(self) -> Voice | None:
        opening = self.source(self.skip_adverbs(0))
        if opening and not self._behind_quotations():
            return opening
        return (
            self._behind_quotations()
            or self._asides()
            or self._before_verbs()
            or self._before_colon()
            or self.sources()
            or self.inside_quotations()
            or self._gerund()
            or self._second_verb()
        )

    def _behind_quotations(self) -> Voice | None:
        for quotation in self.quotations:
            at = quotation + 1
            dash = False
            while (
                self.reader.mark(at) in (",", "-", "–", "—") and at < len(self.tokens) and at < quotation + 3
            ):
                dash = dash or self.reader.mark(at) != ","
                at += 1
            if at >= len(self.tokens):
                continue
            voice = self.turn(at) or self._verb_first(quotation, at) or self._subject_first(quotation, at)
            if voice:
                return voice
            if dash and (phrase := self.reader.phrase(at)) and phrase.named and self.ends(phrase.end):
                return self.of(phrase, at, phrase.end)
        return None

    def _verb_first(self, quotation: int, at: int) -> Voice | None:
        verb = self.verb(at) or self.open_verb(quotation, at)
        if not verb or verb.negated:
            return None
        if verb.pronoun >= 0:
            return self.inverted(verb)
        if self.reader.word(verb.end) in IMPERSONAL:
            return self.impersonal(verb.end + 1, verb.first)
        apart = self.is_apart(quotation)
        voice = self.subject_after(verb)
        if voice and voice.phrase and verb.kind == QUOTES and self._is_one_thing(voice.phrase):
            return None
        if voice:
            sure = voice.phrase and (voice.phrase.named or is_human(voice.phrase.role))
            return voice if apart or (sure and verb.kind in (SAYS, HOLDS)) else None
        if self.grammar.language in PRO_DROP and apart:
            return Voice(None, "implied", "", self.span(verb.first, verb.end), self.continues(verb))
        return None

    def _subject_first(self, quotation: int, at: int) -> Voice | None:
        """As in "…, Mary Cole, the mayor, said", "…, he said"."""
        word = self.reader.word(at)
        if word in self.grammar.pronouns and not self.tokens[at].capital:
            verb = self.verb(at + 1) or (self.open_past(at + 1) if self.is_speech(quotation) else None)
            if verb and not verb.negated:
                return self.pronoun(at, at, verb.end, self.continues(verb))
            return None
        phrase = self.reader.phrase(at)
        if not phrase:
            return None
        end = self.behind_apposition(phrase.end)
        for position in dict.fromkeys((phrase.end, end)):
            position = self.skip_adverbs(position)
            verb = self.verb(position) or (self.open_past(position) if self.is_speech(quotation) else None)
            if verb and not verb.negated and (verb.kind == SAYS or self.is_speech(quotation)):
                return self.of(phrase, phrase.first, verb.end, self.continues(verb))
        if not phrase.named and phrase.end > at + 2 and is_human(self.reader.word(at + 1)):
            phrase = replace(phrase, end=at + 2, stop=self.tokens[at + 1].end, role=self.reader.word(at + 1))
        does = self.reader.word(phrase.end)
        acts = does and not (self.grammar.is_function_word(does) or self.tokens[phrase.end].capital)
        somebody = phrase.named or is_human(phrase.role)
        if (
            acts
            and somebody
            and at == quotation + 1
            and self._inner(quotation).endswith(("!", "?", "！", "？"))
        ):
            return self.of(phrase, phrase.first, phrase.end)  # "“Never!” the interpreter threw at him"
        return None

    def _asides(self) -> Voice | None:
        """Who is named between commas: "Her husband had promised, Mary Cole recalled, to stay out of it."."""
        if self.grammar.language in ("de", "nl"):
            return None
        for at in range(2, len(self.tokens)):
            verb = self.verb(at) if self.reader.mark(at - 1) == "," else None
            voice = self.after_comma(verb) if verb and not verb.negated and verb.pronoun < 0 else None
            if voice and voice.phrase and voice.phrase.named and self.reader.mark(voice.phrase.end) == ",":
                return voice
        return None

    def _is_one_thing(self, phrase: Phrase) -> bool:
        """As in "« Tous au Larzac », a reçu | un César"."""
        return phrase.named and not phrase.role and self.reader.word(phrase.first) in _ONE

    def _before_verbs(self) -> Voice | None:
        for at in range(len(self.tokens)):
            verb = self.verb(at)
            if not verb or verb.negated or self.reader.word(verb.first - 1) in self.grammar.negations:
                continue
            reports = verb.pronoun >= 0 and (self._reports(verb) or self._is_aside(verb))
            voice = self.inverted(verb) if reports else None
            if verb.pronoun < 0:
                after = self.after_comma(verb)
                known = after and after.phrase and (after.phrase.named or is_human(after.phrase.role))
                if (
                    after
                    and verb.kind in (SAYS, HOLDS)
                    and known
                    and self.grammar.language in ("fr", *PRO_DROP)
                ):
                    return after
                voice = self.subject_before(verb.first, verb.end)
                aside = voice and not voice.phrase and voice.gender != "n" and self._is_aside(verb)
                told = (
                    aside
                    or self._reports(verb)
                    or (voice and (self._trailing(voice, verb) or self._alike(voice)))
                )
                if not told:
                    voice = None
                voice = voice or self.relative(verb) or after
            begins = at == 0 or self.reader.mark(at - 1) == ","
            personal = self.grammar.language in PRO_DROP and self.reader.word(at) not in _IMPERSONAL
            if not voice and personal and begins and self._reports(verb):
                voice = Voice(None, "implied", "", self.span(verb.first, verb.end))
            if voice and not self._is_thing(voice, verb):
                return voice
        return None

    def _is_thing(self, voice: Voice, verb: Verb) -> bool:
        """Whether a thing may do what the verb says, and no content shows that it speaks."""
        phrase = voice.phrase
        if not phrase or phrase.named or verb.kind != CLAIMS:
            return False
        return not is_human(phrase.role) and not self.has_content(verb)

    def _reports(self, verb: Verb) -> bool:
        return verb.kind in (SAYS, CLAIMS) or self.has_content(verb)

    def _is_aside(self, verb: Verb) -> bool:
        """As in "sans les journaux, estimera-t-il, on aurait", "the rest, he later recalled, was"."""
        first = verb.first
        while first > 0 and self.grammar.is_adverb(self.reader.word(first - 1)):
            first -= 1
        first -= verb.pronoun < 0 and self.reader.word(first - 1) in self.grammar.pronouns
        return first > 0 and self.reader.mark(first - 1) == "," and self.ends(verb.end)

    def _alike(self, voice: Voice) -> bool:
        """As in "as Cole wrote"."""
        phrase = voice.phrase
        return phrase is not None and self.reader.word(phrase.first - 1) in self.grammar.alike

    def _trailing(self, voice: Voice, verb: Verb) -> bool:
        """As in "The café is closing, its owner reported on Friday.": the clause before is the content."""
        phrase = voice.phrase
        if not phrase or verb.kind != HOLDS or phrase.first < 2 or self.reader.mark(phrase.first - 1) != ",":
            return False
        return self.ends(verb.end) or self.trails(verb.end)

    def _before_colon(self) -> Voice | None:
        """As in "Dieser wies den Vorwurf zurück: „…“": who acts before a colon and a quotation."""
        colon = next((q - 1 for q in self.quotations if self.reader.mark(q - 1) == ":"), -1)
        if colon < 1 or any(token.low in _SHOWN for token in self.tokens[:colon]):
            return None
        starts = [0] + [n + 1 for n in range(colon) if self.reader.mark(n) == ","]
        return next((voice for at in starts if (voice := self._doer(self.skip_adverbs(at), colon))), None)

    def _doer(self, at: int, colon: int) -> Voice | None:
        latter = self.latter(at)
        if latter and not self.tokens[latter[1]].capital:
            return Voice(None, "latter", latter[0], self.span(at, latter[1]))
        if self.reader.word(at) in self.grammar.pronouns:
            verb = self.reader.word(at + 1)
            return self.pronoun(at, at, at + 2) if verb not in BE else None
        phrase = self.reader.phrase(at)
        if not phrase or phrase.end > colon:
            return None
        sure = phrase.named and (phrase.gender in ("m", "f") or phrase.end - phrase.first > 1)
        if not (sure or is_human(phrase.role) or (phrase.gender == "p" and not phrase.role)):
            return None
        end = self.behind_apposition(phrase.end)
        if phrase.definite and self.reader.mark(phrase.end) == ",":
            end = phrase.end + 1
        word = self.reader.word(end)
        if end == colon:
            return self.of(phrase, at, colon) if phrase.end - phrase.first > 1 else None
        grammar = self.grammar
        helps = word in grammar.auxiliaries | grammar.clitics | grammar.negations
        is_so = word in BE and colon - end < 5
        acts = bool(word) and (is_so or helps or not grammar.is_function_word(word))
        return self.of(phrase, at, end + 1) if acts else None

    def _second_verb(self) -> Voice | None:
        """As in "Charles Abbot withdrew the claim and said he was sorry": the subject of the sentence."""
        phrase = self.reader.phrase(self.skip_adverbs(0))
        if not phrase or not (phrase.named or is_human(phrase.role)):
            return None
        for at in range(phrase.end + 1, len(self.tokens)):
            word = self.reader.word(at)
            if word in self.grammar.subordinators or self.tokens[at].text == ";":
                return None
            verb = self.verb(at) if self.reader.word(at - 1) in _ANDS else None
            if verb and not verb.negated and verb.pronoun < 0 and self._reports(verb):
                says = verb.kind == SAYS and self.reader.word(verb.end) in self.grammar.pronouns
                return self.of(phrase, phrase.first, phrase.end) if says or self.has_content(verb) else None
        return None

    def _gerund(self) -> Voice | None:
        """As in "Mark Chen a envoyé une note, promettant de": the subject of the sentence."""
        for at in range(2, len(self.tokens)):
            if self.tokens[at].low in self.grammar.gerunds and self.reader.mark(at - 1) == ",":
                phrase = self.reader.phrase(self.skip_adverbs(0))
                return self.of(phrase, phrase.first, phrase.end) if phrase and phrase.named else None
        return None
