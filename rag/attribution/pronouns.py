"""A pronoun and the sentences before it -> the person whom it means, nobody where two could be meant."""

from dataclasses import dataclass, field

from rag.attribution.mentions import Reader
from rag.attribution.subjects import Voice
from rag.attribution.tokens import word_set
from rag.types import Attribution, Sentence

_ORDER = (
    word_set(
        "premier première former first erste erster erstere ersterer primero primera primo prima eerste"
    ),
    word_set("second seconde deuxième second zweite zweiter segundo segunda secondo seconda tweede"),
)
_LOOK_BACK = 3  # sentences: further back a pronoun has lost its person


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the text: the name or description, its gender, and the words that show it."""

    name: str
    gender: str
    named: bool
    shown: Attribution


@dataclass(slots=True)
class Read:
    """What is kept of a sentence for those that follow it."""

    sentence: Sentence
    reader: Reader
    unfinished: bool = False  # its paragraph opens the quotation again that the one before left open
    inside: bool = False  # it begins inside a quotation of the sentence before
    left_open: bool = False
    speaker: Person | None = None
    subject: Person | None = None
    mentions: list[Person] = field(default_factory=list)
    pronouns: frozenset[str] = frozenset()  # genders of those in it, outside quotations
    told: bool = False
    voice: Voice | None = None


def latter(lines: list[Read], gender: str) -> Person | None:
    """Whom "cette dernière" or "the latter" means: the last one mentioned who is not the one who acts."""
    if not lines:
        return None
    line = lines[-1]
    taken = {person.name for person in (line.speaker, line.subject if not line.speaker else None) if person}
    others = [p for p in line.mentions if p.name not in taken and fits(p, gender) and _is_sure(p)]
    return others[-1] if others else None


def by_order(lines: list[Read], role: str) -> Person | None:
    """Whom "le premier", "the former", "le second" means: the first or the second of the two named before."""
    place = next((at for at, words in enumerate(_ORDER) if role in words), None)
    if place is None:
        return None
    all_named = ([each for each in line.mentions if each.named and _is_sure(each)] for line in lines[:-5:-1])
    named = {person.name: person for person in next(filter(None, all_named), [])}
    return list(named.values())[place] if len(named) == len(_ORDER) else None


def resolve(lines: list[Read], line: Read, gender: str, *, implied: bool) -> Person | None:
    """Whom a pronoun takes up; nobody where two could be meant."""
    for back, before in enumerate(reversed(lines[-_LOOK_BACK:])):
        if line.sentence.paragraph - before.sentence.paragraph > 1 or not before.sentence.paragraph:
            return None
        if gender and gender in before.pronouns and not before.subject:  # it takes up the same person
            if before.speaker and fits(before.speaker, gender):
                return before.speaker
            continue
        candidates = {p.name: p for p in (before.subject, before.speaker) if p}
        leads = set(candidates)
        for person in before.mentions:
            candidates.setdefault(person.name, person)
        fitting = [
            person
            for person in candidates.values()
            if fits(person, gender) and (person.name in leads or (person.named and _is_sure(person)))
        ]
        if not fitting:
            continue
        exact = [p for p in fitting if p.gender == gender and gender]
        speaker = before.speaker
        if (
            speaker in fitting
            and not (before.told and len(fitting) > 1 and len(exact) != 1)
            and (speaker in exact or not exact)
        ):
            return speaker
        if implied:
            return speaker if back == 0 else None
        if len(exact) == 1:
            return exact[0]
        return fitting[0] if len(fitting) == 1 and not exact else None
    return None


def fits(person: Person, gender: str) -> bool:
    """Whether a pronoun of that gender can mean the person."""
    if gender == "n":
        return person.gender not in ("p",)
    return not gender or person.gender == gender or person.gender == ""


def _is_sure(person: Person) -> bool:
    """Whether a name is likely a person's: one word of no known gender may be a place or a firm."""
    return " " in person.name or person.gender in ("m", "f")
