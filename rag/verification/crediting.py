"""A claim -> whom it credits with what it says: its speaker, who is named beside a quotation, who acts."""

import re

from rag.verification.credit import credited
from rag.verification.identity import ARTICLE
from rag.verification.quotations import quotations
from rag.verification.speech import is_person, last_name, may_be_same
from rag.verification.voices import Voices
from rag.words import fold

_ARTICLE = re.compile(rf"{ARTICLE}\s?", re.IGNORECASE)
_PREPOSITIONS = (
    "with|of|to|about|in|on|against|de|du|des|à|sur|avec|en|dans|contre|über|mit|zu|von|con|sobre|di|da"
)
# Before a name that is beside a quotation and may be of who says it: nothing, or words that credit.
_SUBJECT = (
    r"(?:^|[,;:»”\"(]|\b(?:by|par|selon|according to|d['’]après|laut|según|for|pour|para|für|por|da|door))"
)
_ONE = r"(?i:an?|une?|eine?|una?|uno|uma?|een)"
NEXT = re.compile(r"\s(?:and|but|while|whereas|et|mais|tandis que|alors que|und|aber|y|pero)\s|;\s")


class Credits(Voices):
    """Whom a claim credits, and who speaks in the sentences that may carry it."""

    def claimed(self, *, quoted: bool) -> str:
        """Whom the claim credits, with its quotation if it has one; "" where that is not plain."""
        own = self.claim.speaker
        if one := re.search(rf"\b{_ONE}\s{re.escape(own)}\b", self.claim.own) if own.isalpha() else None:
            return one.group()[:1].lower() + one.group()[1:]  # "une Parisienne"
        unknown = fold(own) not in {fold(name) for name in self.claim.names}
        if re.fullmatch(r"\w+", own) and unknown and not any(own in each.text for each in self.documents):
            own = ""  # "Decades later, …"
        beside = self.named_beside() if quoted else ""
        if own and beside and not may_be_same(own, beside, []) and not self._is_in_clause(own):
            return beside
        return own or self.credited() or beside or self._acting()

    def _is_in_clause(self, name: str) -> bool:
        """Whether a name stands in the clause of a quotation."""
        text = self.claim.text
        for quotation in self.claim.quotations:
            begins = [match.end() for match in NEXT.finditer(text, 0, quotation.start)]
            ends = [match.start() for match in NEXT.finditer(text, quotation.end)]
            if name in text[max(begins, default=0) : min(ends, default=len(text))]:
                return True
        return False

    def _acting(self) -> str:
        """Whom the claim is about, if that is a person of the texts."""
        actor = self.claim.actor
        named = is_person(actor) and not _ARTICLE.match(actor)
        return actor if named and last_name(actor) in self.people else ""

    def credited(self) -> str:
        """Whom the claim credits in a way that is no rule of attribution, if the texts know the name."""
        name = credited(self.claim.own)
        return name if name and last_name(name) in self.people else ""

    def named_beside(self) -> str:
        """The one person named beside a quotation who speaks in the texts; "" for none or several."""
        named = {name for name in self.claim.names if fold(name) in self.known and self._is_subject(name)}
        return named.pop() if len(named) == 1 else ""

    def _is_subject(self, name: str) -> bool:
        """Whether a name stands where who speaks does, or right at the quotation."""
        text, own = self.claim.text, self.claim.own
        begins = re.search(rf"{_SUBJECT}\s*(?:[^\W\d_]+\s){{0,2}}{re.escape(name)}\b(?!['’]s\b)", own)
        at = [match.start() for match in re.finditer(rf"\b{re.escape(name)}\b(?!['’]s\b)", own)]
        places = [(quotation.start, quotation.end) for quotation in quotations(text)]
        beside = any(
            start - place - len(name) in range(4) or place - end in range(18)
            for place in at
            for start, end in places
        )
        object_of = re.search(
            rf"\b(?:{_PREPOSITIONS})\s(?:[^\W\d_]+\s)?{re.escape(name)}\b", own, re.IGNORECASE
        )
        return bool(begins) or (beside and not object_of)
