"""A claim and its evidence -> why somebody else says it than whom the claim credits."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.attribution.people import is_human, is_institution
from rag.verification.cast import Cast
from rag.verification.credit import credited
from rag.verification.crediting import NEXT
from rag.verification.identity import ARTICLE, MAX_TEXT_CHARS
from rag.verification.lines import Line
from rag.verification.speech import is_person, is_plural, is_somebody, last_name, may_be_same, names_of, nouns
from rag.verification.voices import OWNERS, words_of
from rag.words import fold

if TYPE_CHECKING:
    from rag.verification.claim import Claim

_ACCORDING = r"à en croire|aux dires de|selon|according to|d['’]après|laut|según|secondo|segundo|volgens"
_ARTICLE = re.compile(rf"^{ARTICLE}\s?", re.IGNORECASE)
_POSSESSIVE = re.compile(
    r"(?:son|sa|ses|leurs?|his|her|its|their|seine?|ihre?|su|sus|suo|sua|seu|zijn|haar)\b", re.IGNORECASE
)
_CARRIED, _CARRIED_ACROSS = 0.9, 0.87  # cosine of a clause and a sentence that has it, in two languages too
_SPEAKS_FOR = re.compile(
    r"\b(?:spokes\w+|porte-parole|official|responsable|source|representative|représentant|member|membre|patron|head|"
    r"chief|chef|director|direct\w+|président\w*|president|secretary|secrétaire|sprecher\w*|portavoz|vorsitzende\w*)"
)
# "This retired farmer" is whoever was named right before.
_THIS = re.compile(
    r"(?:this|that|cet(?:te)?|ce|dies(?:e[rs]?)|este|esta|ese|esa|quest[oa]|deze)\s", re.IGNORECASE
)
_LEAST_NEW_WORDS = 4  # of a description that is of nobody named before: "le commentateur du journal télévisé"


def misattribution(
    claim: "Claim", lines: Sequence[Line], carrying: Sequence[Line], quoted: Sequence[Line]
) -> str:
    """Why the sources, sentences of which are `quoted`, have another one say so; "" where they may not."""
    parts = claim.parts()
    if parts[0] is claim:
        return _misattribution(claim, lines, carrying, quoted)
    for part in parts:
        own = part.compared_with(lines)
        if not is_carried(part, own):
            continue
        if reason := _misattribution(part, own, own, part.quoted_in(own)):
            return reason
    return ""


def is_carried(part: "Claim", lines: Sequence[Line]) -> bool:
    """Whether a clause of a claim is said in one of the lines, and not likelier in another passage."""
    best = max(lines, key=lambda line: line.likeness)
    return best.likeness >= (_CARRIED if best.language == part.language else _CARRIED_ACROSS)


def _misattribution(
    claim: "Claim", lines: Sequence[Line], carrying: Sequence[Line], quoted: Sequence[Line]
) -> str:
    speakers = Speakers(claim, lines)
    claimed = speakers.claimed(quoted=bool(quoted))
    if not claimed:
        return speakers.of_another_office(quoted)
    near = [speakers.part(line, claimed) for line in quoted or speakers.near(claimed)]
    shown = [line.speaker for line in near if line.speaker] if quoted or near[0].speaker else []
    only_acts = not quoted and not claim.speaker and claimed == claim.actor
    if only_acts and speakers.may_act(claimed, near[0]):
        return ""
    if not shown:
        return speakers.in_narration(claimed, near, quoted)
    if quoted and speakers.names_somebody_else(claimed, shown, quoted):
        return f"The source names somebody else there than {claimed}."
    if speakers.is_named_later(claimed, shown, near):
        return f"The source has {shown[0]} say so, before it names {claimed}."
    said = " ".join(line.sentence.text for line in quoted or carrying[:1])
    if any(
        speakers.may_speak(claimed, line, said) or speakers.is_told_by(claimed, line.speaker, near)
        for line in near
        if line.speaker
    ):
        return ""
    if not quoted and speakers.is_one_of_several(shown[0]):
        return ""
    return f"The source has {shown[0]} say so, not {claimed}."


class Speakers(Cast):
    """Whom a claim credits, against who speaks in the sentences that may carry it."""

    def may_speak(self, claimed: str, line: Line, said: str) -> bool:
        """Whether the claimed one may be who speaks in a sentence."""
        shown = line.speaker
        if _THIS.match(shown):
            before = self.named_before(line)
            return last_name(claimed) in before if is_person(claimed) else self.stands_before(claimed, line)
        if self.is_human(claimed) and self.is_no_he(shown, line):
            return self.is_latest(claimed, line)
        if self.stands_beside(claimed, shown, line) or self.takes_up(claimed, shown, line):
            return True
        if (owner := OWNERS.match(shown)) and last_name(owner.group()) == last_name(claimed):
            return False  # Zunz's employer is not Zunz
        if self.is_human(claimed) and is_institution(shown):
            return False
        if is_institution(claimed) and self.is_no_voice_of(claimed, shown):
            return False
        if is_plural(shown) and is_person(claimed) and not re.search(r"\s(?:and|et)\s", claimed):
            return False
        text = self.claim.shelf.documents[line.sentence.document].text
        behind = words_of(text[: min(line.sentence.end, MAX_TEXT_CHARS)])
        if is_person(claimed) and not (is_person(shown) or is_somebody(shown)):
            before = self.named_before(line)
            nameless = any(
                nouns(shown) & nouns(each)
                for each in self.nameless() | self.sources(line)
                if is_somebody(each)
            )
            short = len(re.findall(r"\w\w+", shown)) < _LEAST_NEW_WORDS
            if last_name(claimed) in before and short and not nameless:  # "the source", who was "a source"
                return not _POSSESSIVE.match(shown) and not self.is_called(shown, before, claimed, behind)
        if self.is_human(claimed) and not is_person(shown) and self.is_out_of_sight(claimed, shown, line):
            return False
        if not is_person(claimed) and self.is_mentioned_apart(claimed, shown):
            return False
        return self.may_be_same(claimed, shown, said, behind)

    def of_another_office(self, quoted: Sequence[Line]) -> str:
        """Why what somebody described does or says, as "the new minister", is another person's; or ""."""
        actor = self.claim.actor
        described = _ARTICLE.match(actor) and not is_somebody(actor)
        described = described and not is_institution(actor)
        bearers = self._bearers(actor) if described and is_human(_ARTICLE.sub("", actor).lower()) else set()
        if not bearers:
            return ""
        line = (quoted or self.near(actor))[0]
        shown = line.speaker or self.actor(line)
        if not self.is_human(shown) or last_name(shown) in bearers or self.is_one_of_several(shown):
            return ""
        words = words_of(line.sentence.text)
        return "" if bearers & words else f"The source has it of {shown}, not of {actor}."

    def is_no_voice_of(self, body: str, shown: str) -> bool:
        """Whether somebody described is of no body, nor speaks for one."""
        role = _ARTICLE.sub("", shown).lower()
        if is_person(shown) or is_institution(shown) or not is_human(role) or nouns(body) & nouns(shown):
            return False
        return not names_of(shown) & names_of(body) and not _SPEAKS_FOR.search(role)

    def is_told_by(self, claimed: str, speaker: str, near: Sequence[Line]) -> bool:
        """Whether the claim credits the speaker by the word of another: "according to his daughter, he …"."""
        own = self.claim.own
        told = re.search(
            rf"\b(?:{_ACCORDING})\s(?:[^\W\d_]+\s){{0,3}}{re.escape(claimed)}\b", own, re.IGNORECASE
        )
        there = any(last_name(claimed) in self.named_at(line) for line in near)
        names = {fold(name) for name in self.claim.names}
        return bool(told) and there and is_person(speaker) and last_name(speaker) in names

    def is_one_of_several(self, speaker: str) -> bool:
        """Whether the claim credits this speaker too, in another clause."""
        others = [credited(part.strip()) for part in NEXT.split(self.claim.own)[1:]]
        return any(other and may_be_same(other, speaker, []) for other in others)

    def in_narration(self, claimed: str, near: Sequence[Line], quoted: Sequence[Line]) -> str:
        """Why words that nobody is known to say are not of the claimed one; "" where they may be."""
        last = last_name(claimed)
        if quoted and not self.claim.speaker and not self.is_human(claimed) and claimed == self.claim.actor:
            return ""
        voice = credited(near[0].sentence.text)
        if (
            is_person(claimed)
            and voice
            and not may_be_same(claimed, voice, [])
            and not self.is_one_of_several(voice)
        ):
            return f"The source has {voice} say so, not {claimed}."
        if self.names_somebody_else(claimed, [], quoted):
            return f"The source names somebody else there than {claimed}."
        if (doer := self.doer(near[0], quoted)) and not self.may_be_same(
            claimed, doer, near[0].sentence.text
        ):
            return f"The source has it of {doer}, not of {claimed}."
        actor = self.actor(near[0])
        if (
            self.is_human(claimed)
            and not is_person(actor)
            and any(name == last for name, _ in self._described())
            and is_human(_ARTICLE.sub("", actor).lower())
            and fold(actor) in fold(near[0].sentence.text)
            and not self.may_speak(claimed, replace(near[0], speaker=actor), near[0].sentence.text)
        ):
            return f"The source has it of {actor}, not of {claimed}."
        only_acts = not self.claim.speaker and claimed == self.claim.actor
        if only_acts or (not quoted and last in {last_name(self.actor(line)) for line in near}):
            return ""
        narrated = (
            not voice and self.is_narrated(near) if quoted else self.tells_itself(claimed, near[0], doer)
        )
        if self.claim.speaker and narrated and (is_person(claimed) or not quoted):
            return f"The source says so itself, and not {claimed}."
        if not is_person(claimed):
            return ""
        latest = max(line.position for line in near)
        before = {
            word for line in self.lines if line.position <= latest for word in words_of(line.sentence.text)
        }
        return "" if last in before else f"The source does not have {claimed} say so."
