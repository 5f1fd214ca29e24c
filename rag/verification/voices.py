"""The sentences that may carry a claim -> who speaks or acts in them, and whom they name."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from rag.attribution import actors
from rag.attribution.people import given_gender
from rag.attribution.tokens import word_set
from rag.types import Sentence
from rag.verification.clauses import Clause, clauses_of
from rag.verification.identity import ARTICLE, full_names, names_of_people
from rag.verification.lines import ALSO_NEAR, Line
from rag.verification.quotations import locate, quotations
from rag.verification.speech import is_person, is_somebody, last_name, last_word, nouns
from rag.words import fold

if TYPE_CHECKING:
    from rag.verification.claim import Claim

_READ_FOR_SPEAKERS = 6  # sentences, compared without their names
POSSESSIVES = word_set("""
    his her hers their son sa ses leur leurs sein seine seiner seinem seinen ihr ihre ihrer ihrem ihren su sus
    suo sua suoi loro seu seus suas zijn haar hun
""")
THIRD_PERSON = POSSESSIVES | word_set("""
    he she him they them il elle lui ils elles eux er sie ihm ihnen ella ellos ellas lei egli ele ela eles
    elas hij zij ze
""")
_HE = word_set("he she him il elle lui er sie ihm ella lei egli ele ela hij zij ze")
_SENTENCES_READ = 10  # before one, in which who acts in it may have been named
_SENTENCES_BACK = 3  # in which whoever "the poet" is was named
_SAME_DESCRIPTION = 0.88  # cosine of two that are one in two languages
_OPENING_CHARS = 60  # of a sentence, in which its subject stands
# The Italian bishop Elio, before a last name.
_TITLE = rf"(?:(?i:{ARTICLE})\s?(?:[a-zà-ÿ'’-]+\s){{1,4}})?(?:[A-ZÀ-ÖØ-Þ][\w.'’-]*\s){{0,2}}"
OWNERS = re.compile(r"\b[\w-]+['’]s\b")  # Zunz's employer


class Voices:
    """Who speaks, acts or is named in the sentences that may carry a claim."""

    def __init__(self, claim: "Claim", lines: Sequence[Line]) -> None:
        self.claim, self.lines = claim, lines
        self.documents = claim.documents_of(lines)
        self._actors: dict[tuple[int, int, str], str] = {}
        positions = claim.shelf.corpus.document_sentences
        at = [position for document in self.documents for position in positions[document.name]]
        found = ((position, claim.shelf.attributions[position]) for position in at)
        self._said = [(position, said.speaker) for position, said in found if said]
        # The last names of those who speak in the texts, folded, and who they are.
        self.known = {last_name(speaker): speaker for _, speaker in self._said if is_person(speaker)}

    def near(self, claimed: str) -> list[Line]:
        """The sentences that may carry the claim, best first; naming the claimed one counts nothing."""
        claim, names = self.claim, frozenset(fold(claimed).split())
        own = re.sub(rf"({re.escape(claimed)}), [^,;]{{3,80}},", r"\1", claim.text)  # "Thompson, a judge,"
        if is_person(claimed):
            own = re.sub(rf"{_TITLE}(?={re.escape(claimed)}\b)", "", own)
        vector = claim.embed(without(own, claimed))

        def score(line: Line) -> float:
            text = without(line.sentence.text, claimed, line.speaker or self.actor(line))
            nameless = float(vector @ claim.embed(text))
            return claim.score(line, without=names) + (nameless - line.likeness) / 2

        best = sorted(self.lines, key=claim.score, reverse=True)[:_READ_FOR_SPEAKERS]
        scores = {line.position: score(line) for line in best}
        best.sort(key=lambda line: scores[line.position], reverse=True)
        least = scores[best[0].position] - ALSO_NEAR
        return [line for line in best if scores[line.position] >= least]

    def part(self, line: Line, claimed: str) -> Line:
        """Of a sentence whose clauses have voices of their own the one that carries the claim."""
        parts = clauses_of(line.sentence, self._context(line))
        if not parts:
            return line
        vector = self.claim.embed(without(self.claim.text, claimed))

        def score(clause: Clause) -> tuple[int, float]:
            text = clause.sentence.text
            quoted = sum(locate(quotation.text, text) is not None for quotation in self.claim.quotations)
            return quoted, float(vector @ self.claim.embed(without(text, claimed)))

        best = max(parts, key=score)
        self._actors[best.sentence.start, best.sentence.end, best.sentence.document] = best.actor
        return replace(line, sentence=best.sentence, speaker=best.speaker)

    def actor(self, line: Line) -> str:
        """Who acts in a sentence, where nobody is known to speak."""
        place = (line.sentence.start, line.sentence.end, line.sentence.document)
        if place not in self._actors:
            self._actors[place] = actors([*self._context(line), line.sentence])[-1]
        return self._actors[place]

    def _context(self, line: Line) -> list[Sentence]:
        sentences = self.claim.shelf.corpus.sentences
        before = [sentences[at] for at in range(max(0, line.position - _SENTENCES_READ), line.position)]
        return [each for each in before if each.document == line.sentence.document]

    def may_act(self, claimed: str, line: Line) -> bool:
        """Whether a sentence names the claimed one, or may mean them by "he"."""
        words = words_of(line.sentence.text)
        opening = fold(line.sentence.text[:_OPENING_CHARS])
        by_name = last_name(line.speaker or self.actor(line)) in opening
        return last_name(claimed) in (words if by_name else self.named_at(line))

    def named_at(self, line: Line) -> set[str]:
        """The words of a line, and of the last sentence before it that names people."""
        return words_of(line.sentence.text) | self.named_before(line)

    def named_before(self, line: Line) -> set[str]:
        """The words of the last sentence before a line that names people, who "the poet" there may be."""
        sentences = self.claim.shelf.corpus.sentences
        for position in range(line.position - 1, max(-1, line.position - 1 - _SENTENCES_BACK), -1):
            sentence = sentences[position]
            if sentence.document != line.sentence.document:
                break
            if not self.people.isdisjoint(words := words_of(sentence.text)):
                return words
        return set()

    def is_named_later(self, claimed: str, shown: Sequence[str], near: Sequence[Line]) -> bool:
        """Whether those who speak have no name there, and the claimed one is first named behind that."""
        if not is_person(claimed) or any(map(is_person, shown)):
            return False
        last = max(near, key=lambda line: line.position).sentence
        text = self.claim.shelf.documents[last.document].text
        name = re.compile(rf"\b{re.escape(last_name(claimed))}\b")
        return bool(name.search(fold(text[last.end :]))) and not name.search(fold(text[: last.end]))

    def names_somebody_else(self, claimed: str, shown: Sequence[str], quoted: Sequence[Line]) -> bool:
        """Whether the sentences with the words name people, not the claimed one, and no speaker by name."""
        told = {word for line in quoted for word in words_of(OWNERS.sub("", line.sentence.text))}
        named = is_person(claimed) and not any(map(is_person, shown))
        if not named or last_name(claimed) in told or told.isdisjoint(self.people):
            return False
        return not shown or last_name(claimed) not in self.named_before(quoted[0])

    def doer(self, line: Line, quoted: Sequence[Line]) -> str:
        """Who does what a sentence tells, if the claim does not name them."""
        actor = self.actor(line)
        if quoted and is_somebody(actor):
            return actor  # "A reader was reminded of “an insect …”"
        known = is_person(actor) and last_name(actor) in self.people
        return actor if known and last_name(actor) not in fold(self.claim.text) else ""

    def is_narrated(self, quoted: Sequence[Line]) -> bool:
        """Whether none of the words stand in quotation marks in the source."""
        spoken = [words.text for line in quoted for words in quotations(line.sentence.text)]
        return not any(
            locate(quotation.text, words) for quotation in self.claim.quotations for words in spoken
        )

    def tells_itself(self, claimed: str, line: Line, doer: str) -> bool:
        """Whether nobody speaks or acts in a sentence, as in "The bill came to a billion."."""
        words, acts = words_of(line.sentence.text), self.actor(line)
        person = is_person(claimed)
        last = last_name(claimed)
        known = last in self.people if person else not (is_somebody(claimed) and self.nameless())
        if acts and (self.is_human(acts) or not is_person(acts) or self._goes_on(claimed, line)):
            return False
        names = {last} if person else nouns(claimed)
        return known and not (doer or words & THIRD_PERSON or names & words)

    def _goes_on(self, claimed: str, line: Line) -> bool:
        """Whether the claimed one speaks or acts right before a sentence, which may go on what they say."""
        before = line.position - 1
        corpus, attributions = self.claim.shelf.corpus, self.claim.shelf.attributions
        if before < 0 or corpus.sentences[before].paragraph != line.sentence.paragraph:
            return False
        said = attributions[before]
        words = words_of(corpus.sentences[before].text) | (words_of(said.speaker) if said else set())
        return last_name(claimed) in words if is_person(claimed) else bool(nouns(claimed) & words)

    def sources(self, line: Line) -> set[str]:
        """Who speaks in the text up to a line."""
        sentences, name = self.claim.shelf.corpus.sentences, line.sentence.document
        return {who for at, who in self._said if at <= line.position and sentences[at].document == name}

    def is_human(self, name: str) -> bool:
        """Whether it, or the texts, have the name with a known first name before it."""
        given = name.split()[0].lower() if " " in name else ""
        return is_person(name) and (last_name(name) in self._humans or bool(given_gender(given)))

    def stands_beside(self, claimed: str, described: str, line: Line) -> bool:
        """Whether a sentence has the claimed one and a description of somebody beside each other.

        As in "a scientist, Ann Ray, wrote"; or the claim has them so, in whatever language.
        """
        if not is_person(claimed) or is_person(described) or not described:
            return False
        name, there = re.escape(last_name(claimed)), re.escape(fold(described))
        text = fold(line.sentence.text)
        if re.search(rf"{there},\s(?:[\w.'’-]+\s){{0,3}}{name}\b|\b{name},\s{there}\b", text):
            return True
        own = re.search(rf"\b{re.escape(claimed.split()[-1])}, ([^,;:]{{6,60}}),", self.claim.own)
        if not own or last_name(claimed) not in self.named_before(line):
            return False
        return float(self.claim.embed(own[1]) @ self.claim.embed(described)) >= _SAME_DESCRIPTION

    def takes_up(self, claimed: str, described: str, line: Line) -> bool:
        """Whether a description stands right behind a sentence that begins with the claimed one alone.

        "Ann Ray does not believe it. The firm's former engineer, who …"
        """
        sentences = self.claim.shelf.corpus.sentences
        if not is_person(claimed) or is_person(described) or is_somebody(described):
            return False
        for position in range(line.position, max(0, line.position - _SENTENCES_READ), -1):
            sentence, before = sentences[position], sentences[position - 1]
            if sentence.document != line.sentence.document or sentence.paragraph != before.paragraph:
                return False
            if fold(sentence.text[:_OPENING_CHARS]).startswith(fold(described)):
                return self._last_names(before.text[:_OPENING_CHARS]) == {last_name(claimed)}
        return False

    def is_no_he(self, shown: str, line: Line) -> bool:
        """Whether a sentence with "he" or "she" is read as of a name that is nobody's: a firm, named last."""
        words = words_of(line.sentence.text)
        there = last_name(shown) in words
        return is_person(shown) and not self.is_human(shown) and not there and bool(words & _HE)

    def is_latest(self, claimed: str, line: Line) -> bool:
        """Whether the last sentence before one that names somebody names the claimed one."""
        for sentence in reversed(self._context(line)):
            if people := self._last_names(sentence.text):
                return last_name(claimed) in people
        return False

    def stands_before(self, described: str, line: Line) -> bool:
        """Whether a sentence right before has the noun of a description."""
        before = self._context(line)[-_SENTENCES_BACK:]
        return any(nouns(described) & words_of(sentence.text) for sentence in before)

    def is_last_name(self, word: str) -> bool:
        """Whether the texts have it behind a known first name, or as that of somebody with two who speaks."""
        return fold(word) in self._humans or " " in self.known.get(fold(word), "")

    def _last_names(self, text: str) -> set[str]:
        return {fold(word) for word in re.findall(r"[\w-]+", text) if self.is_last_name(word)}

    @cached_property
    def _humans(self) -> frozenset[str]:
        names = (full for document in self.documents for full in full_names(document))
        return frozenset(last_word(fold(full)) for full in names if given_gender(full.split()[0].lower()))

    def nameless(self) -> set[str]:
        """Who speaks or acts in the sentences without a name."""
        who = {line.speaker or self.actor(line) for line in self.lines}
        return {each for each in who if each and not is_person(each)}

    @cached_property
    def people(self) -> frozenset[str]:
        """The last names of people in the texts, folded."""
        return frozenset(self.known).union(*map(names_of_people, self.documents))


def without(text: str, *names: str) -> str:
    """A sentence without names, so that what it tells is compared."""
    words = {re.escape(word) for name in names for word in name.split() if any(map(str.isupper, word))}
    return " ".join(re.sub(rf"\b(?:{'|'.join(sorted(words))})\b", " ", text).split()) if words else text


def words_of(text: str) -> set[str]:
    """The folded words of a sentence, those with a hyphen or an apostrophe whole and in parts."""
    text = fold(text)
    whole = (
        re.sub(r"^(?:[dlnmstcj]|qu)['’]|['’]s$", "", word) for word in re.findall(r"\w+(?:[-'’]\w+)+", text)
    )
    return {*re.findall(r"\w+", text), *whole}
