"""A claim and its evidence -> how likely another one says or does it than whom the claim credits.

Each sentence of the sources, and each clause with a voice of its own, is a `Unit` with who speaks in it, or
else acts. What tells is whether those units that say what the claim says are of whom the claim credits, or of
somebody else whom the texts tell apart from that one. No rule is sure of either: the signals, most of them
cosines, are weighed by a logistic regression that benchmarks/weighing.py fitted on labelled claims.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.attribution import actors, subject_of
from rag.attribution.people import given_gender, is_human, role_gender
from rag.types import Sentence
from rag.verification.clauses import clauses_of
from rag.verification.identity import ARTICLE, descriptions
from rag.verification.lines import Line
from rag.verification.speech import heads, is_person, last_name, last_word, nouns
from rag.verification.voices import without
from rag.words import fold

if TYPE_CHECKING:
    from rag.verification.claim import Claim

_ARTICLE = re.compile(rf"{ARTICLE}\s?", re.IGNORECASE)
_WEIGHTS = Path(__file__).parent / "weighing.json"
_IN_SIGHT = 40  # sentences on either side of what is cited, whose voices are compared
_READ_BEFORE = 10  # sentences, in which who acts in a clause may have been named
_SAME_NAME, _OTHER_NAME, _UNKNOWN = 1.0, 0.75, 0.84  # instead of cosines, where names or nothing tell
_LIKE_BEST = 0.01  # of a cosine: as like whom the claim credits as the most like one
_FARTHEST = 0.1  # of a cosine, behind the best unit: where there is none
_UNVOICED = -0.03  # stands for the likeness of a unit's voice that is not known
_SOFT = (0.006, 0.012, 0.025)  # temperatures: how much the units behind the best one count


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a clause, its voice ("" for none), and its cosine with what the claim says."""

    text: str
    voice: str
    spoken: bool
    acts: bool
    position: int
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """`probability` (0..1) that another one, `voice`, says or does it than `credited`; `signals` say why."""

    probability: float
    credited: str
    voice: str
    signals: Mapping[str, float]

    def is_another(self, *, ruled: bool) -> bool:
        """Whether it is likely enough to strike the claim, which less is where a rule says so too.

        Without a rule only somebody who can speak is wrongly credited, and no railway line.
        """
        if not (ruled or self.signals["a person is credited"]):
            return False
        least: float = _fitted()["least_ruled" if ruled else "least"]
        return self.probability >= least

    @property
    def reason(self) -> str:
        """Who says or does it."""
        of = f"of {self.voice}, not of {self.credited}" if self.voice else f"of nobody like {self.credited}"
        return f"The source has it {of}."


def weigh(claim: "Claim", lines: Sequence[Line], credited: str) -> Weighed:
    """How likely the lines have it of another one than of `credited`, or else of whom the claim is about."""
    compared = _Compared(claim, lines, credited or claim.actor or subject_of(claim.own))
    weights, found = _fitted()["weights"], compared.signals()
    logit = weights["intercept"] + sum(weights[name] * value for name, value in found.items())
    return Weighed(1 / (1 + math.exp(-logit)), compared.credited, compared.best.voice, found)


class _Compared:
    """Whom a claim credits and what it says, with the voices and the units of its sources."""

    def __init__(self, claim: "Claim", lines: Sequence[Line], credited: str) -> None:
        self.claim, self.credited = claim, credited
        self._told: dict[str, set[str]] = {}  # last name -> what the texts call its bearer
        for document in claim.documents_of(lines):
            for name, told in descriptions(document).items():
                self._told.setdefault(last_word(name), set()).update(told)
        self._scene: dict[int, tuple[Unit, ...]] = {}  # position of a sentence near the lines -> its units
        for document in claim.documents_of(lines):
            self._scene |= self._near(
                [line.position for line in lines if line.sentence.document == document.name]
            )
        content = _apart(claim.text, credited)
        vector = claim.embed(content or claim.text)
        units = (
            replace(unit, likeness=float(vector @ claim.embed(_apart(unit.text, unit.voice) or unit.text)))
            for line in lines
            for unit in self._scene[line.position]
        )
        self.units = sorted(units, key=lambda unit: -unit.likeness)
        self.best = self.units[0]

    def _near(self, positions: Sequence[int]) -> Mapping[int, tuple[Unit, ...]]:
        """The units of the sentences in sight of some of one document."""
        corpus, said = self.claim.shelf.corpus, self.claim.shelf.attributions
        document = corpus.document_sentences[corpus.sentences[positions[0]].document]
        first = max(document[0], min(positions) - _IN_SIGHT)
        places = range(first, min(document[-1], max(positions) + _IN_SIGHT) + 1)
        sentences = tuple(corpus.sentences[at] for at in places)
        speakers = tuple(found.speaker if (found := said[at]) else "" for at in places)
        return dict(zip(places, _units(sentences, speakers, first), strict=True))

    @cached_property
    def alike(self) -> dict[str, float]:
        """The voices in sight, and how like whom the claim credits each of them is."""
        units = [unit for those in self._scene.values() for unit in those if unit.voice]
        voices = {fold(unit.voice): unit.voice for unit in units}
        return {voice: self._alike(voice) for voice in voices.values()} if self.credited else {}

    def _alike(self, voice: str) -> float:
        credited = self.credited
        named, other = is_person(credited), is_person(voice)
        if named and other:
            one, two = last_name(credited), last_name(voice)
            same = one == two or one in fold(voice) or two in fold(credited)
            return _SAME_NAME if same else _OTHER_NAME
        if named or other:
            name, role = (credited, voice) if named else (voice, credited)
            if last_name(name) in fold(role).split():
                return _SAME_NAME
            called = self._told.get(last_name(name), ())
            return max([self._cosine(role, told) for told in called] or [_UNKNOWN])
        if fold(credited) == fold(voice):
            return _SAME_NAME
        return min(1.0, self._cosine(credited, voice) + (0.02 if heads(credited) & heads(voice) else 0))

    def _cosine(self, one: str, other: str) -> float:
        return float(self.claim.embed(one) @ self.claim.embed(other))

    @cached_property
    def most_alike(self) -> float:
        """How like whom the claim credits the most like one is, or whom the texts call so."""
        described = (told for those in self._told.values() for told in those)
        called = () if is_person(self.credited) else (self._cosine(self.credited, told) for told in described)
        return max((*self.alike.values(), *called), default=0.0)

    def _before(self) -> str:
        """The voice of a sentence right before the best unit."""
        for position in (self.best.position - 1, self.best.position - 2):
            if voice := next((unit.voice for unit in self._scene.get(position, ())[:1]), ""):
                return voice
        return ""

    def _soft(self, temperature: float) -> float:
        """How much less like whom the claim credits the voices are of what says the same, on average."""
        weights = np.exp([(unit.likeness - self.best.likeness) / temperature for unit in self.units])
        behind = [
            self.alike[unit.voice] - self.most_alike if unit.voice in self.alike else _UNVOICED
            for unit in self.units
        ]
        return float(np.average(behind, weights=weights))

    def _behind(self, units: Sequence[Unit]) -> float:
        """How far the best of these is behind the best of all."""
        behind = (self.best.likeness - unit.likeness for unit in units)
        return -min(behind, default=_FARTHEST)

    def signals(self) -> dict[str, float]:
        """Name -> value."""
        claim, credited, best, voice = self.claim, self.credited, self.best, self.best.voice
        both = bool(credited and voice)
        alike, most = self.alike.get(voice, 0.0), self.most_alike if credited else 0.0
        before = "" if voice else self._before()
        nearly = most - _LIKE_BEST
        like = [unit for unit in self.units if unit.voice and self.alike.get(unit.voice, 0) >= nearly]
        named = last_name(credited) if is_person(credited) else ""
        with_name = [
            unit for unit in self.units if unit in like or (bool(named) and named in fold(unit.text))
        ]
        unvoiced = [unit for unit in self.units if not unit.voice]
        persons = (bool(named), bool(voice) and is_person(voice))
        genders = {_gender(credited), _gender(voice)}
        second = next((unit for unit in self.units if unit.position != best.position), None)
        gap = max(alike - most, -0.15)
        return {
            "likeness": best.likeness,
            "credits": float(bool(credited)),
            "voiced": float(bool(voice)),
            "spoken": float(best.spoken),
            "acts": float(best.acts),
            "a person speaks": float(both and _may_speak(voice)),
            "a person is credited": float(bool(credited) and _may_speak(credited)),
            "alike": alike if both else 0.85,
            "alike behind": gap if both else 0.0,
            "most alike": most if credited else 0.85,
            "is most alike": float(both and alike >= most - 1e-6),
            "before behind": max(self.alike.get(before, 0.0) - most, -0.15) if before and credited else 0.0,
            "of alike": self._behind(like),
            "of alike or named": self._behind(with_name),
            "of nobody": self._behind(unvoiced),
            **{f"soft {at}": self._soft(each) if credited else 0.0 for at, each in enumerate(_SOFT)},
            "genders differ": float(genders == {"f", "m"}),
            "voice in claim": float(bool(voice) and fold(voice.split()[-1]) in fold(claim.text)),
            "name there": float(bool(named) and named in fold(best.text)),
            "credits a name": float(persons[0]),
            "voice is a name": float(persons[1]),
            "two names": float(all(persons) and alike < 0.9),
            "two descriptions": float(both and not any(persons)),
            "descriptions behind": gap if both and not any(persons) else 0.0,
            "name and description behind": gap if both and persons[0] != persons[1] else 0.0,
            "quotes": float(bool(claim.quotations)),
            "voices": float(min(len(self.alike), 20)),
            "voices as alike": float(min(sum(each >= nearly for each in self.alike.values()), 4)),
            "second behind": best.likeness - second.likeness if second else _FARTHEST,
            "one head": float(both and bool(heads(credited) & heads(voice))),
            "one noun": float(both and bool(nouns(credited) & nouns(voice))),
        }


@lru_cache(maxsize=64)
def _units(
    sentences: tuple[Sentence, ...], speakers: tuple[str, ...], first: int
) -> tuple[tuple[Unit, ...], ...]:
    """The units of each sentence: itself, and its clauses with voices of their own."""
    found = []
    for at, (sentence, speaker, actor) in enumerate(zip(sentences, speakers, actors(sentences), strict=True)):
        clauses = clauses_of(sentence, sentences[max(0, at - _READ_BEFORE) : at])
        found.append(
            (
                _unit(sentence.text, speaker, actor, first + at),
                *(_unit(each.sentence.text, each.speaker, each.actor, first + at) for each in clauses),
            )
        )
    return tuple(found)


def _unit(text: str, speaker: str, actor: str, position: int) -> Unit:
    return Unit(text, speaker or actor or subject_of(text), bool(speaker), bool(speaker or actor), position)


def _apart(text: str, who: str) -> str:
    """A text without who speaks in it."""
    if not who:
        return text
    return without(text, who) if is_person(who) else text.replace(who, " ").strip()


def _may_speak(who: str) -> bool:
    return is_person(who) or is_human(_ARTICLE.sub("", who).lower())


def _gender(who: str) -> str:
    if not who:
        return ""
    return given_gender(who.split()[0].lower()) if is_person(who) else role_gender(who.lower())


@cache
def _fitted() -> dict[str, Any]:
    fitted: dict[str, Any] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return fitted
