"""The tokens of a sentence -> who says what is quoted, where that is said inside the quotation marks."""

from dataclasses import replace

from rag.attribution.grammar import QUOTES
from rag.attribution.mentions import Phrase, Reader
from rag.attribution.people import is_human
from rag.attribution.sources import Sources
from rag.attribution.subjects import PRO_DROP, Voice
from rag.attribution.tokens import word_set, words_of

_OWN = word_set("mon ma mes notre nos mi mis nuestro nuestra mio mia meu minha nosso nossa")  # "my boss"


class Incises(Sources):
    """The turns between commas, inside quotation marks."""

    def inside_quotations(self) -> Voice | None:
        """As in "« C'était court, admettra Lions, mais clair. »": the marks stay open around who says it."""
        if self.grammar.language not in ("fr", *PRO_DROP):
            return None
        for at in self.quotations:
            whole = self.tokens[at]
            inner = [
                replace(token, start=token.start + whole.start, end=token.end + whole.start)
                for token in words_of(whole.text)
            ]
            if voice := Incises(Reader(inner, self.grammar))._incised():
                return voice
        return None

    def _incised(self) -> Voice | None:
        """Who says it between commas, in words of which all others are quoted."""
        for at in range(2, len(self.tokens)):
            verb = self.verb(at) if self.reader.mark(at - 1) in (",", "?", "!", "…") else None
            if not verb or verb.negated or verb.kind == QUOTES:
                continue
            if verb.pronoun >= 0:
                voice, end = self.inverted(verb), max(verb.end, verb.pronoun + 1)
            else:
                voice = self.subject_after(verb)
                phrase = voice.phrase if voice else None
                known = phrase and (phrase.named or (is_human(phrase.role) and not self._is_own(phrase)))
                voice, end = (voice, phrase.end) if phrase and known else (None, at)
            if voice and (self.ends(end) or self.trails(end)):
                return voice
        return None

    def _is_own(self, phrase: Phrase) -> bool:
        return self.reader.word(phrase.first) in _OWN
