"""A claim and its evidence -> why somebody else says it than whom the claim credits."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rag.verification.credit import credited
from rag.verification.identity import MAX_TEXT_CHARS, Bearer, bearer_of, names_of_people
from rag.verification.lines import ALSO_NEAR, Line
from rag.verification.quotations import locate, quotations
from rag.verification.speech import is_person, is_somebody, last_name, may_be_same
from rag.words import fold

if TYPE_CHECKING:
    from rag.verification.claim import Claim

_PREPOSITIONS = (
    "with|of|to|about|in|on|against|de|du|des|à|sur|avec|en|dans|contre|über|mit|zu|von|con|sobre|di|da"
)
_ACCORDING = r"selon|according to|d['’]après|laut|según|secondo|segundo|volgens"
# Before a name that is beside a quotation and may be of who says it: nothing, or words that credit.
_SUBJECT = (
    r"(?:^|[,;:»”\"(]|\b(?:by|par|selon|according to|d['’]après|laut|según|for|pour|para|für|por|da|door))"
)
_NEXT = re.compile(r"\s(?:and|but|while|whereas|et|mais|tandis que|alors que|und|aber|y|pero)\s|;\s")
_THEM = re.compile(  # who stands before: "one of them", "the former"
    r"\b(?:them|eux|elles|ihnen|ellos|ellas|loro|eles|elas|hen|former|latter|first|second|premi(?:er|ère)|"
    r"derni(?:er|ère)|seconde?|erster?e|letztere?|primer[oa]|últim[oa])$",
    re.IGNORECASE,
)


def misattribution(
    claim: "Claim", lines: Sequence[Line], carrying: Sequence[Line], quoted: Sequence[Line]
) -> str:
    """Why the sources, sentences of which are `quoted`, have another one say so; "" where they may not."""
    speakers = Speakers(claim, lines)
    claimed = speakers.claimed(quoted=bool(quoted))
    if not claimed:
        return ""
    near = list(quoted) or speakers.near(claimed)
    shown = [line.speaker for line in near if line.speaker] if quoted or near[0].speaker else []
    if not shown:
        return speakers.in_narration(claimed, near, quoted)
    if quoted and speakers.names_somebody_else(claimed, shown, quoted):
        return f"The source names somebody else there than {claimed}."
    said = " ".join(line.sentence.text for line in quoted or carrying[:1])
    if any(
        speakers.may_be_same(claimed, speaker, said) or speakers.is_told_by(claimed, speaker, near)
        for speaker in shown
    ):
        return ""
    if not quoted and speakers.is_one_of_several(shown[0]):
        return ""
    return f"The source has {shown[0]} say so, not {claimed}."


class Speakers:
    """Who a claim credits, and who speaks in the sentences that may carry it."""

    def __init__(self, claim: "Claim", lines: Sequence[Line]) -> None:
        self._claim, self._lines = claim, lines
        self._documents = claim.documents_of(lines)
        positions = claim.shelf.corpus.document_sentences
        at = [position for document in self._documents for position in positions[document.name]]
        said = dict.fromkeys(each.speaker for each in map(claim.shelf.attributions.__getitem__, at) if each)
        # The last names of those who speak in the texts, folded, and who they are.
        self._known = {last_name(speaker): speaker for speaker in said if is_person(speaker)}

    def claimed(self, *, quoted: bool) -> str:
        """Whom the claim credits, with its quotation if it has one; "" where that is not plain."""
        own = self._claim.speaker
        unknown = fold(own) not in {fold(name) for name in self._claim.names}
        if re.fullmatch(r"\w+", own) and unknown and not any(own in each.text for each in self._documents):
            own = ""  # "Decades later, …"
        beside = self.named_beside() if quoted else ""
        if own and beside and not may_be_same(own, beside, []) and not self._is_in_clause(own):
            return beside
        return own or self.credited() or beside

    def _is_in_clause(self, name: str) -> bool:
        """Whether a name stands in the clause of a quotation."""
        text = self._claim.text
        for quotation in self._claim.quotations:
            begins = [match.end() for match in _NEXT.finditer(text, 0, quotation.start)]
            ends = [match.start() for match in _NEXT.finditer(text, quotation.end)]
            if name in text[max(begins, default=0) : min(ends, default=len(text))]:
                return True
        return False

    def credited(self) -> str:
        """Whom the claim credits in a way that is no rule of attribution, if the texts know the name."""
        name = credited(self._claim.own)
        return name if name and last_name(name) in self._known else ""

    def named_beside(self) -> str:
        """The one person named beside a quotation who speaks in the texts; "" for none or several."""
        named = {
            self._known[fold(name)]
            for name in self._claim.names
            if fold(name) in self._known and self._is_subject(name)
        }
        return named.pop() if len(named) == 1 else ""

    def _is_subject(self, name: str) -> bool:
        """Whether a name stands where who speaks does, or right at the quotation."""
        text, own = self._claim.text, self._claim.own
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

    def near(self, claimed: str) -> list[Line]:
        """The sentences that may carry the claim, best first; naming the claimed one counts nothing."""
        name = frozenset(fold(claimed).split())
        scores = {line.position: self._claim.score(line, without=name) for line in self._lines}
        ranked = sorted(self._lines, key=lambda line: scores[line.position], reverse=True)
        least = scores[ranked[0].position] - ALSO_NEAR
        return [line for line in ranked if scores[line.position] >= least]

    def may_be_same(self, claimed: str, shown: str, said: str) -> bool:
        """Whether the two can be one, by their names and by what the texts call people."""
        texts = [document.text[:MAX_TEXT_CHARS] for document in self._documents]
        names = {fold(name) for name in self._claim.names}
        if not is_person(claimed) and is_person(shown) and last_name(shown) in names:
            return True  # "the engineer John Stevens": it names him as well
        if not is_person(shown) and fold(shown) in fold(self._claim.own):
            return True
        if re.fullmatch(r"\w+", shown) and any(re.search(rf"\b{shown.lower()}\b", text) for text in texts):
            shown = shown.lower()  # "la Première", of a minister
        bearer = self._bearer(claimed, shown)
        is_described = bearer and is_person(shown) and bearer.own >= bearer.likeness
        if not may_be_same(claimed, shown, texts, said) and not (is_described and not is_somebody(claimed)):
            return False
        if bearer is None or not bearer.is_another:
            return True
        nameless = bearer.other in self._nameless()
        two = is_somebody(claimed) == is_somebody(shown)  # both one of many, or both the one
        if two and not (nameless or is_person(shown) or is_person(claimed)):
            return True  # "the captain" may be "the convict"
        return not nameless and bearer.other.split()[-1] in fold(said)

    def _bearer(self, claimed: str, shown: str) -> Bearer | None:
        """Whom the texts call by the description, if one of the two is none, and of some length."""
        described, other = (shown, claimed) if is_person(claimed) else (claimed, shown)
        if is_person(described) or len(re.findall(r"\w+", described)) < 2 or _THEM.search(shown):
            return None
        single = frozenset(name for name in self._known.values() if name.isalpha())
        others = self._nameless() - {described}
        return bearer_of(described, other, self._documents, others, self._claim.embed, single)

    def _nameless(self) -> set[str]:
        """The speakers of the sentences who have no name."""
        return {line.speaker for line in self._lines if line.speaker and not is_person(line.speaker)}

    def is_told_by(self, claimed: str, speaker: str, near: Sequence[Line]) -> bool:
        """Whether the claim credits the speaker by the word of another: "according to his daughter, he …"."""
        own = self._claim.own
        told = re.search(
            rf"\b(?:{_ACCORDING})\s(?:[^\W\d_]+\s){{0,3}}{re.escape(claimed)}\b", own, re.IGNORECASE
        )
        there = any(last_name(claimed) in _words(line) for line in near)
        names = {fold(name) for name in self._claim.names}
        return bool(told) and there and is_person(speaker) and last_name(speaker) in names

    def is_one_of_several(self, speaker: str) -> bool:
        """Whether the claim credits this speaker too, in another clause."""
        others = [credited(part.strip()) for part in _NEXT.split(self._claim.own)[1:]]
        return any(other and may_be_same(other, speaker, []) for other in others)

    def in_narration(self, claimed: str, near: Sequence[Line], quoted: Sequence[Line]) -> str:
        """Why words that nobody is known to say are not of the claimed one; "" where they may be."""
        if not is_person(claimed):
            return ""
        last = last_name(claimed)
        voice = credited(near[0].sentence.text)
        if voice and not may_be_same(claimed, voice, []) and not self.is_one_of_several(voice):
            return f"The source has {voice} say so, not {claimed}."
        if self.names_somebody_else(claimed, [], quoted):
            return f"The source names somebody else there than {claimed}."
        if not quoted and (doer := self._doer(near[0])) and not may_be_same(claimed, doer, []):
            return f"The source has it of {doer}, not of {claimed}."
        if quoted and self._claim.speaker and not voice and self._is_narrated(near):
            return f"The source says so itself, and not {claimed}."
        latest = max(line.position for line in near)
        before = {word for line in self._lines if line.position <= latest for word in _words(line)}
        return "" if last in before else f"The source does not have {claimed} say so."

    def names_somebody_else(self, claimed: str, shown: Sequence[str], quoted: Sequence[Line]) -> bool:
        """Whether the sentences with the words name people, not the claimed one, and no speaker by name."""
        told = {word for line in quoted for word in _words(line)}
        named = is_person(claimed) and not any(map(is_person, shown))
        return named and last_name(claimed) not in told and not told.isdisjoint(self._people())

    def _doer(self, line: Line) -> str:
        """Who does what a sentence tells, if that is somebody who speaks in the texts."""
        first = re.match(r"(?:[A-ZÀ-ÖØ-Þ][\w.'’-]*\s){1,3}(?=[a-zà-ÿ])", line.sentence.text)
        last = last_name(first.group()) if first else ""
        somebody = (len(last) > 2 and last in self._known) or last in set(self._people())
        return first.group().strip() if first and somebody and last not in fold(self._claim.text) else ""

    def _is_narrated(self, quoted: Sequence[Line]) -> bool:
        """Whether none of the words stand in quotation marks in the source."""
        spoken = [words.text for line in quoted for words in quotations(line.sentence.text)]
        return not any(
            locate(quotation.text, words) for quotation in self._claim.quotations for words in spoken
        )

    def _people(self) -> Iterator[str]:
        """The last names of people in the texts, folded."""
        yield from self._known
        for document in self._documents:
            yield from names_of_people(document)


def _words(line: Line) -> set[str]:
    """The folded words of a sentence, those with a hyphen or an apostrophe whole and in parts."""
    text = fold(line.sentence.text)
    whole = (
        re.sub(r"^(?:[dlnmstcj]|qu)['’]|['’]s$", "", word) for word in re.findall(r"\w+(?:[-'’]\w+)+", text)
    )
    return {*re.findall(r"\w+", text), *whole}
