"""Questions known to be answerable or not -> how often each outcome is wrong, by language."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import QuestionsFileError
from rag.types import History, Status

if TYPE_CHECKING:
    from rag.library import Library

_MAX_LINE_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question, whether the corpus answers it, its language ("" where not told) and the turns before it."""

    question: str
    answerable: bool
    language: str = ""
    history: History = ()


@dataclass(frozen=True, slots=True)
class Errors:
    """Shares of the questions of one language that got a wrong outcome, in 0..1; None where there are none.

    Of the answerable: `missed` were not answered, `refused` were called unanswered. Of the others:
    `wrongly_answered` were answered, `not_refused` were not called unanswered.
    """

    language: str
    answerable: int
    unanswerable: int
    missed: float | None
    wrongly_answered: float | None
    refused: float | None
    not_refused: float | None


def read_questions(lines: Iterable[str]) -> list[KnownQuestion]:
    """The questions of JSON Lines; raises QuestionsFileError, which names the line."""
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line) if len(line) <= _MAX_LINE_CHARS else None
        except (ValueError, RecursionError):
            row = None
        if (
            not isinstance(row, dict)
            or not isinstance(row.get("question"), str)
            or not isinstance(row.get("answerable"), bool)
            or not isinstance(row.get("lang", ""), str)
            or not isinstance(row.get("history", []), list)
        ):
            raise QuestionsFileError(
                f"Line {number} is no question: write one JSON object a line, such as "
                '{"question": "What did Chen promise?", "answerable": true, "lang": "en"} '
                '("lang" and "history" may be left out).'
            )
        questions.append(
            KnownQuestion(row["question"], row["answerable"], row.get("lang", ""), row.get("history", []))
        )
    if not questions:
        raise QuestionsFileError("The file has no questions: write one JSON object a line.")
    return questions


def calibrate(library: "Library", questions: Iterable[KnownQuestion]) -> list[Errors]:
    """The `count_errors` of a library's answers; a question without a language counts under its answer's."""
    outcomes = []
    for known in questions:
        answer = library.ask(known.question, history=known.history)
        outcomes.append((known.language or answer.language, known.answerable, answer.status))
    return count_errors(outcomes)


def count_errors(outcomes: Iterable[tuple[str, bool, Status]]) -> list[Errors]:
    """The errors of (language, answerable, outcome): over all ("all"), then by language, most first."""
    groups: dict[str, list[tuple[bool, Status]]] = defaultdict(list)
    for language, answerable, status in outcomes:
        for group in ("all", language):
            groups[group].append((answerable, status))
    return [
        _errors(language, found)
        for language, found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0] != "all"))
    ]


def _errors(language: str, outcomes: list[tuple[bool, Status]]) -> Errors:
    can = [status for answerable, status in outcomes if answerable]
    cannot = [status for answerable, status in outcomes if not answerable]
    return Errors(
        language,
        len(can),
        len(cannot),
        missed=_share([status != "answered" for status in can]),
        wrongly_answered=_share([status == "answered" for status in cannot]),
        refused=_share([status == "unanswered" for status in can]),
        not_refused=_share([status != "unanswered" for status in cannot]),
    )


def _share(wrong: list[bool]) -> float | None:
    return sum(wrong) / len(wrong) if wrong else None
