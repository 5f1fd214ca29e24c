"""Figures of single questions -> means with bootstrap intervals, as rows of Markdown tables."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

_RESAMPLES = 1_000
_SEED = 1
_TAILS = (2.5, 97.5)  # per cent: a 95 % interval

Question = Mapping[str, float]


def mean(questions: Sequence[Question], name: str) -> float | None:
    """The mean of a figure over the questions that have it, None where none has."""
    values = [question[name] for question in questions if name in question]
    return sum(values) / len(values) if values else None


def means(questions: Sequence[Question], names: Sequence[str]) -> list[str]:
    """A cell per figure."""
    return [number(mean(questions, name)) for name in names]


def means_with_intervals(questions: Sequence[Question], names: Sequence[str]) -> list[str]:
    """A cell per figure, each with its percentile interval over resampled questions (Efron 1979).

    Systems asked the same questions in the same order are resampled alike.
    """
    values = np.array([[question.get(name, np.nan) for name in names] for question in questions], dtype=float)
    random = np.random.default_rng(_SEED)
    resampled = [
        _column_means(values[random.integers(len(values), size=len(values))]) for _ in range(_RESAMPLES)
    ]
    cells = []
    for name, column in zip(names, np.array(resampled).T, strict=True):
        centre = mean(questions, name)
        known = column[~np.isnan(column)]
        if centre is None:
            cells.append(number(None))
        else:
            low, high = (number(float(limit), digits=2) for limit in np.percentile(known, _TAILS))
            cells.append(f"{number(centre)} [{low}, {high}]")
    return cells


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def number(value: float | None, digits: int = 3) -> str:
    """A share with its decimals, a larger number without.

    >>> number(0.5649), number(1.0), number(312.4), number(None)
    ('.565', '1.000', '312', '–')
    """
    if value is None:
        return "–"
    return f"{value:.0f}" if value > 1 else f"{value:.{digits}f}".removeprefix("0")


def _column_means(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The mean of each column without its gaps; nan where it has nothing else."""
    counts = (~np.isnan(values)).sum(axis=0)
    return np.where(counts, np.nansum(values, axis=0) / np.maximum(counts, 1), np.nan)
