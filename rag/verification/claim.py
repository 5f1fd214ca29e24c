"""What a sentence claims, against the sentences that may carry it: one check after the other.

The order is from the surest to the least sure: quotations, speakers, people, figures, names, denials,
likeness.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rag.shelf import Shelf
from rag.types import Document, Judgement, Sentence
from rag.vectors import Floats
from rag.verification.clauses import clauses_of
from rag.verification.denying import denial
from rag.verification.figures import Figures, figures, is_calendar_word, shared, unstated
from rag.verification.identity import common_names, full_names, names_of_people
from rag.verification.lines import ALSO_NEAR, Line, Whole, runs_of
from rag.verification.naming import missing_names, names_in
from rag.verification.number_words import without_both
from rag.verification.quotations import Quotation, locate, quotations, unquoted
from rag.verification.reference import stranger
from rag.verification.speaker import misattribution
from rag.words import fold

Outcome = tuple[Judgement, str, Sequence[Line]]

_FIGURE_WEIGHT = 0.03  # of a cosine, for each figure or name that a sentence shares with the claim
# Of a claim and the best sentence that it cites, in the same language and in another one. XQuAD's English
# sentences have .85 (first percentile) to .94 with their Spanish translations, and .73 to .82 (90th) with the
# best sentence of another paragraph of the same article; within a language all is some .03 higher.
_LEAST_LIKENESS, _LEAST_ACROSS = 0.835, 0.81
_QUOTED_SHARE = 0.4  # of a claim in quotation marks, that are looked up: the rest only leads to them
_LESS_BESIDE_QUOTES = 0.02  # a sentence in one language that quotes another is less like either
_MOST_BEHIND = 0.012  # of what is cited to the best anywhere, by sentence and by passage: it is about that
_MOST_CARRYING = 3  # sentences cited for one claim
_NUMBERED = re.compile(r"\b([A-ZÀ-ÖØ-Þ][^\W\d_]{2,})[ -]\d{1,3}\b(?![\s.,]\d)")
_FARTHEST_FIGURE = 0.03  # of a cosine, from the best sentence to one that has a figure of the claim
_SENTENCES_BEFORE = 6  # what is cited, in which somebody may have been named


@dataclass(frozen=True)
class Claim:
    """A sentence of a draft; `speaker` is who it says speaks, `actor` who it is about if nobody is.

    `embed` gives the vector of a text.

    `measured`: the embedding is the one whose cosines are known here; those of another one mean other things.
    """

    text: str
    language: str
    quotations: tuple[Quotation, ...]
    speaker: str
    actor: str
    vector: Floats
    shelf: Shelf
    embed: Callable[[str], Floats]
    measured: bool

    @cached_property
    def own(self) -> str:
        """The sentence without its quotations."""
        return unquoted(self.text)

    @cached_property
    def figures(self) -> Figures:
        """What it states in numbers outside its quotations."""
        return figures(without_both(self.own), self.language)

    def judge(self, lines: Sequence[Line], whole: Whole) -> Outcome:
        """The verdict, why, and the lines that carry the claim, which are all of the passages of `whole`."""
        quoted, outcome = self._quotations(lines)
        if outcome:
            return outcome
        carrying = self._carrying(lines, quoted)
        checks = (self._speaker, self._people, self._figures, self._names, self._denials)
        for check in checks:
            if outcome := check(lines, carrying, quoted):
                return outcome
        return self._likeness(lines, carrying, quoted, whole) or ("supported", "", carrying)

    def parts(self) -> "list[Claim]":
        """Its clauses that have voices of their own, each a claim; itself where it is one."""
        found = clauses_of(Sentence(self.text, "", 1, 0, len(self.text)), [])
        found = [each for at, each in enumerate(found) if each.speaker or (each.actor and not at)]
        if not found:
            return [self]
        return [
            replace(
                self,
                text=each.sentence.text,
                quotations=tuple(quotations(each.sentence.text)),
                speaker=each.speaker,
                actor=each.actor,
                vector=self.embed(each.sentence.text),
            )
            for each in found
        ]

    def compared_with(self, lines: Sequence[Line]) -> list[Line]:
        """The lines, with their likeness to this claim."""
        return [replace(line, likeness=float(self.vector @ self.embed(line.sentence.text))) for line in lines]

    def quoted_in(self, lines: Sequence[Line]) -> list[Line]:
        """The lines that have its quotations."""
        return self._quotations(lines)[0]

    def _quotations(self, lines: Sequence[Line]) -> tuple[list[Line], Outcome | None]:
        """The lines that have the quotations, word for word."""
        found: list[Line] = []
        for quotation in self.quotations:
            for run in runs_of(lines):
                text = self.shelf.documents[run[0].sentence.document].text
                start = run[0].sentence.start
                place = locate(quotation.text, text[start : run[-1].sentence.end])
                if place:
                    first, last = start + place[0], start + place[1]
                    found += [
                        line for line in run if line.sentence.start < last and first < line.sentence.end
                    ]
                    break
            else:
                shown = quotation.text if len(quotation.text) <= 60 else f"{quotation.text[:59]}…"
                return [], ("altered_quote", f"The source does not have the words “{shown}”.", ())
        return list(dict.fromkeys(found)), None

    def score(self, line: Line, *, without: frozenset[str] = frozenset()) -> float:
        """How near a line is, its figures and names counted in, `without` some folded ones."""
        names = {fold(name) for name in self.names} - without
        named = sum(name in fold(line.sentence.text) for name in names)
        return line.likeness + _FIGURE_WEIGHT * (shared(self.figures, line.figures) + named / 2)

    def _carrying(self, lines: Sequence[Line], quoted: Sequence[Line]) -> list[Line]:
        """The few lines that carry the claim, the best first; together they have its figures and names."""
        ranked = sorted(lines, key=self.score, reverse=True)
        carrying = list(quoted) or ranked[:1]
        if quoted and self.score(ranked[0]) > max(map(self.score, quoted)) + ALSO_NEAR:
            carrying.append(ranked[0])
        for line in ranked:
            if len(carrying) >= _MOST_CARRYING:
                break
            if line not in carrying and self._covered([*carrying, line]) > self._covered(carrying):
                carrying.append(line)
        return carrying

    def _covered(self, lines: Sequence[Line]) -> int:
        """How many of the claim's figures and names these lines have."""
        words = " ".join(fold(line.sentence.text) for line in lines)
        figured = sum(not unstated(one, [line.figures for line in lines]) for one in self.figures.each())
        return figured + sum(fold(name) in words for name in self.names)

    @cached_property
    def names(self) -> list[str]:
        """Its names, outside its quotations."""
        languages = self.shelf.corpus.all_languages
        return names_in(
            self.own, self.shelf.names, language=self.language, same_language=languages == {self.language}
        )

    def _speaker(
        self, lines: Sequence[Line], carrying: Sequence[Line], quoted: Sequence[Line]
    ) -> Outcome | None:
        reason = misattribution(self, lines, carrying, quoted)
        return ("misattributed", reason, ()) if reason else None

    def _people(
        self, lines: Sequence[Line], carrying: Sequence[Line], quoted: Sequence[Line]
    ) -> Outcome | None:
        name = stranger(self, lines, quoted)
        if not name:
            return None
        credited = fold(name) in fold(f"{self.speaker} {self.actor}").split()
        verdict: Judgement = "misattributed" if credited else "unsupported"
        return verdict, f"What the source says there is not of {name}.", ()

    def documents_of(self, lines: Sequence[Line]) -> list[Document]:
        """The documents that the lines are of."""
        return [
            self.shelf.documents[name] for name in dict.fromkeys(line.sentence.document for line in lines)
        ]

    def _figures(
        self, lines: Sequence[Line], carrying: Sequence[Line], quoted: Sequence[Line]
    ) -> Outcome | None:
        missing = unstated(self._figures_beside_names(lines), [line.figures for line in lines])
        missing = missing or self._misplaced(lines, quoted)
        return ("unsupported", f"The source does not have {missing}.", ()) if missing else None

    def _misplaced(self, lines: Sequence[Line], quoted: Sequence[Line]) -> str:
        """A figure that only sentences on other things have, where the nearest has another such; or ""."""
        if quoted:
            return ""
        best = max(lines, key=lambda line: line.likeness)
        own = [
            other for each in best.figures.each() for other in each.amounts if unstated(each, [self.figures])
        ]
        for each in self.figures.each():
            if not each.amounts or not unstated(each, [best.figures]):
                continue
            near = max(
                (line.likeness for line in lines if not unstated(each, [line.figures])), default=best.likeness
            )
            amount = each.amounts[0]
            if near < best.likeness - _FARTHEST_FIGURE and any(amount.units == other.units for other in own):
                return amount.written
        return ""

    def _figures_beside_names(self, lines: Sequence[Line]) -> Figures:
        """What it states in numbers that are no part of a name in the documents: Ariane 5, Apollo 11."""
        text = without_both(self.own)
        texts = [document.text for document in self.documents_of(lines)]
        named = {
            each.group()
            for each in _NUMBERED.finditer(text)
            if not is_calendar_word(fold(each[1]), self.language)
            and any(re.search(rf"{re.escape(each.group())}\b", there) for there in texts)
        }
        if not named:
            return self.figures
        return figures(re.sub("|".join(map(re.escape, sorted(named))), " ", text), self.language)

    def _names(
        self, lines: Sequence[Line], carrying: Sequence[Line], quoted: Sequence[Line]
    ) -> Outcome | None:
        foreign = any(line.language != self.language for line in lines)
        documents = self.documents_of(lines)
        full = frozenset[str]().union(*(full_names(document) for document in documents))
        there = " ".join([*(line.sentence.text for line in lines), *(line.speaker for line in lines)])
        embed = self.embed if foreign else None
        near = " ".join(line.sentence.text for line in carrying)
        people = {word for document in documents for word in names_of_people(document)}
        names = [name for name in self.names if fold(name) not in people]  # of them _people has judged
        missing = missing_names(names, there, full_names=full, embed=embed, near=near)
        if not missing:
            return None
        before = self._before(lines)  # "he", "the writer" there may be whom the claim names
        speaker = fold(self.speaker).split()
        missing = [name for name in missing if fold(name) in speaker or fold(name) not in before]
        if not missing:
            return None
        # What the document names elsewhere may be meant, unless it is in the place of a name of its kind.
        best = carrying[0]
        said = names_in(best.sentence.text, self.shelf.names, language=best.language, same_language=True)
        unmatched = missing_names(said, self.own, full_names=full, embed=embed)
        people |= {word for line in lines for word in fold(line.speaker).split()}
        kinds = {fold(name) in people for name in unmatched}
        elsewhere = " ".join(common_names(document) for document in documents)
        for name in missing:
            if (fold(name) in people) in kinds or missing_names(
                [name], elsewhere, full_names=full, embed=embed
            ):
                return "unsupported", f"The source does not mention {name}.", ()
        return None

    def _before(self, lines: Sequence[Line]) -> set[str]:
        """The folded words of the sentences right before the lines."""
        sentences, words = self.shelf.corpus.sentences, set[str]()
        for run in runs_of(sorted(lines, key=lambda line: line.position)):
            first = run[0]
            for sentence in sentences[max(0, first.position - _SENTENCES_BEFORE) : first.position]:
                if sentence.document == first.sentence.document:
                    words.update(re.findall(r"\w+", fold(sentence.text)))
        return words

    def _denials(
        self, lines: Sequence[Line], carrying: Sequence[Line], quoted: Sequence[Line]
    ) -> Outcome | None:
        reason = "" if quoted else denial(self, lines)
        return ("unsupported", reason, ()) if reason else None

    def _likeness(
        self, lines: Sequence[Line], carrying: Sequence[Line], quoted: Sequence[Line], whole: Whole
    ) -> Outcome | None:
        inside = sum(quotation.end - quotation.start for quotation in self.quotations)
        if quoted and inside >= _QUOTED_SHARE * len(self.text):
            return None
        best = max(lines, key=lambda line: line.likeness)
        least = _LEAST_LIKENESS if best.language == self.language else _LEAST_ACROSS
        like = max(best.likeness, whole.likeness)
        if like < least and len(carrying) > 1:  # it may join what two sentences say
            both = sorted(carrying[:2], key=lambda line: line.position)
            like = max(like, float(self.vector @ self.embed(" ".join(line.sentence.text for line in both))))
        if self.measured and like < least - (_LESS_BESIDE_QUOTES if quoted else 0):
            return "unsupported", "The source says nothing like it.", ()
        behind = min(whole.best_sentence - best.likeness, whole.best_passage - whole.likeness)
        if behind > _MOST_BEHIND and not quoted:
            return "unsupported", "Another place is about this, not the one that is cited.", ()
        return None
