"""A question and what has come of it so far -> a turn of the conversation, as it is drawn and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.language import detect_language
from rag.types import Answer, Event, Finished, Understood, Verdict, Written
from rag.written import cited_by, prose_of


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and its answer as far as it is shown: `shown` citations; None while it is looked for.

    While a chat model writes, `model` is its name, `understood` how the question was read, and `draft` what
    it has written, checked; `answer` is then made of the sentences of the draft that are supported.
    """

    question: str
    answer: Answer | None = None
    shown: int = 0
    finished: bool = False
    stopped: bool = False
    model: str = ""
    understood: str = ""
    draft: tuple[Verdict, ...] = ()


def after(turn: Turn, event: Event) -> Turn:
    """The turn with what has come."""
    match event:
        case Understood():
            return replace(turn, understood=event.question)
        case Written():
            return _so_far(replace(turn, draft=(*turn.draft, event.verdict)))
        case Finished():
            return replace(turn, answer=event.answer, shown=len(event.answer.citations), finished=True)


def questions(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """The turns as the history that `Library.ask` takes."""
    history = []
    for turn in turns:
        history.append({"role": "user", "content": turn.question})
        if turn.answer:
            history.append({"role": "assistant", "content": turn.answer.text})
    return history


def _so_far(turn: Turn) -> Turn:
    """The turn with the answer that its draft is so far; without one where nothing is supported yet."""
    citations = cited_by([verdict for verdict in turn.draft if verdict.supported])
    if not citations:
        return turn
    answer = Answer(
        prose_of(turn.draft),
        "answered",
        detect_language(turn.question, otherwise="en"),
        citations,
        question=turn.question,
        understood=turn.understood,
        writer="model",
        model=turn.model,
        written=turn.draft,
    )
    return replace(turn, answer=answer, shown=len(citations))
