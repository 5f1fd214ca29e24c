"""The sentences of the sources that a claim is held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.types import Sentence
from rag.verification.figures import Figures, figures

ALSO_NEAR = 0.012  # of a cosine, from the best sentence to a second one that may carry the claim too


@dataclass(frozen=True)
class Line:
    """A sentence of a source, who speaks in it, and its cosine with the claim."""

    position: int
    sentence: Sentence
    speaker: str
    language: str
    likeness: float = 0.0

    @cached_property
    def figures(self) -> Figures:
        """What it states in numbers."""
        return figures(self.sentence.text, self.language)


@dataclass(frozen=True, slots=True)
class Whole:
    """The cosine of a claim with the passages that it cites, the best one, and with the best of all texts."""

    likeness: float
    best_passage: float
    best_sentence: float


def runs_of(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in runs that stand one behind the other in their document."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and runs[-1][-1].position + 1 == line.position:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs
