"""A claim and its evidence -> a person whom it names, and the sentences that carry it cannot mean."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.types import Document
from rag.verification.identity import descriptions
from rag.verification.lines import Line
from rag.verification.speaker import Speakers, is_carried
from rag.verification.speech import FORM_LETTERS, heads, is_person, last_name, last_word, nouns
from rag.verification.voices import POSSESSIVES, THIRD_PERSON, words_of
from rag.words import fold

if TYPE_CHECKING:
    from rag.verification.claim import Claim

_SENTENCES_BACK = 6  # in which whoever "he" is was named last
_WORDS = re.compile(r"[^\W\dA-ZÀ-ÖØ-Þ]|(?:\S+\s+){3}")  # of a quotation, and no title of a book
_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:[-'’][^\W\d_]+)*")


def stranger(claim: "Claim", lines: Sequence[Line], quoted: Sequence[Line]) -> str:
    """A person named in the claim whom what carries it neither names nor means by "he", "the author"; or "".

    Whom the claim credits must be meant by a sentence that says the same, chosen without counting the name,
    which may be swapped; anybody else must not stand in the place of another name or of "his".
    """
    parts = claim.parts()
    if parts[0] is claim:
        return _stranger(claim, lines, quoted)
    for part in parts:
        own = part.compared_with(lines)
        if is_carried(part, own) and (name := _stranger(part, own, part.quoted_in(own))):
            return name
    return ""


def _stranger(claim: "Claim", lines: Sequence[Line], quoted: Sequence[Line]) -> str:
    speakers = Speakers(claim, lines)
    words = quoted and any(_WORDS.match(quotation.text) for quotation in claim.quotations)
    credited = words_of(f"{claim.speaker} {claim.actor} {speakers.claimed(quoted=bool(quoted))}")
    own = re.sub(r"['’]s\b", "", claim.own)
    found = dict.fromkeys(re.sub(r"^[dlDL]['’]", "", each) for each in _CAPITAL.findall(own))
    names = [name for name in found if speakers.is_last_name(name)]
    for name in names:
        carrying = quoted if words else (*quoted, *speakers.near(name))
        if any(_may_mean(speakers, name, line) for line in carrying):
            continue
        if fold(name) in credited:
            return name
        near = _stands_near(name, lines, carrying, above=len(names) == 1)
        if not near and any(_others(speakers, line) or _pronouns(speakers, line) for line in carrying):
            return name
    return ""


def _stands_near(name: str, lines: Sequence[Line], carrying: Sequence[Line], *, above: bool) -> bool:
    """Whether what is cited names a person in the paragraph of a sentence that carries the claim.

    `above`: in front of that sentence.
    """
    last = last_word(fold(name))
    return any(
        line.sentence.document == other.sentence.document
        and line.sentence.paragraph == other.sentence.paragraph
        and not (above and other.position > line.position)
        and last in words_of(other.sentence.text)
        for line in carrying
        for other in lines
    )


def _may_mean(speakers: Speakers, name: str, line: Line) -> bool:
    """Whether a sentence names a person, or has words that can mean them."""
    last = last_word(fold(name))
    who = line.speaker or speakers.actor(line)
    words = words_of(line.sentence.text)
    if last in words | words_of(who):
        return True
    points = bool(_pronouns(speakers, line)) or not _others(speakers, line)
    before = _before(speakers, line) if points else set[str]()
    if last in before:
        return True
    return any(_called(document, last) & (words | before) for document in speakers.documents)


def _others(speakers: Speakers, line: Line) -> set[str]:
    """The words of a sentence that name people whom the claim does not."""
    return (words_of(line.sentence.text) & speakers.people) - words_of(speakers.claim.own)


def _pronouns(speakers: Speakers, line: Line) -> set[str]:
    """The "he" and "his" of a sentence, without the latter where they are of whom it names itself."""
    words, who = words_of(line.sentence.text), line.speaker or speakers.actor(line)
    own = is_person(who) and last_name(who) in words
    return words & (THIRD_PERSON - POSSESSIVES if own else THIRD_PERSON)


def _called(document: Document, last: str) -> set[str]:
    """The nouns that a document calls somebody by, without their complements."""
    named = (told for name, told in descriptions(document).items() if last_word(name) == last)
    return {
        noun for told in named for each in told for noun in nouns(each) if noun[:FORM_LETTERS] in heads(each)
    }


def _before(speakers: Speakers, line: Line) -> set[str]:
    """The words of the sentences before one, back to the last that names people, and who acts there."""
    corpus, said = speakers.claim.shelf.corpus, speakers.claim.shelf.attributions
    words = set[str]()
    for position in range(line.position - 1, max(-1, line.position - 1 - _SENTENCES_BACK), -1):
        sentence = corpus.sentences[position]
        if sentence.document != line.sentence.document:
            break
        found, text = said[position], words_of(sentence.text)
        who = found.speaker if found else speakers.actor(replace(line, position=position, sentence=sentence))
        words |= text | words_of(who)
        if not speakers.people.isdisjoint(text):
            break
    return words
