"""A question, its quotes and a chat model -> the sentences it writes, each checked, and the answer they make.

Whatever goes wrong with the model, the quotes are there to be shown.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, aclosing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import TypeVar

from rag.desk import Desk
from rag.errors import ModelError
from rag.loop import relay, run
from rag.models import ChatModel
from rag.prompts import draft_notice, failure_notice, not_found_notice, understood_as
from rag.types import Answer, Citation, Event, Finished, History, Understood, Verdict, Written
from rag.verification import Draft, DraftSentence, Gate
from rag.writing import draft_prompt, reading_of, reading_prompt, says_not_in_sources

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the conversation before it, and what the user said in it (see `rag.desk.user_turns`)."""

    question: str
    history: History
    turns: list[str]
    explain: bool = False


@dataclass(slots=True)
class _Work:
    """What has come of a draft so far."""

    verdicts: list[Verdict] = field(default_factory=list)
    not_found: bool = False  # the model says that the sources do not answer
    failure: ModelError | None = None
    limit: asyncio.Timeout | None = None  # of the model's time, once it is asked

    @property
    def supported(self) -> list[Verdict]:
        """The verdicts on what may be shown as fact."""
        return [verdict for verdict in self.verdicts if verdict.supported]


class ModelAnswerer:
    """Answers with a chat model's sentences, over one state of a library."""

    def __init__(
        self,
        model: ChatModel,
        desk: Desk,
        reading: Callable[[], AbstractContextManager[None]],
        *,
        struck: bool,
    ) -> None:
        """The desk is read within `reading`. `struck`: what has no support is shown, struck through."""
        self._model, self._desk, self._reading, self._struck = model, desk, reading, struck

    def ask(self, asked: Asked) -> Answer:
        """The answer."""
        return run(self._answer(asked, lambda event: None))

    async def stream(self, asked: Asked) -> AsyncGenerator[Event]:
        """How a follow-up is read, each sentence once checked, the answer; closing this ends requests."""

        async def work(emit: Callable[[Event], None]) -> None:
            emit(Finished(await self._answer(asked, emit)))

        async with aclosing(relay(work)) as events:
            async for event in events:
                yield event

    async def _answer(self, asked: Asked, emit: Callable[[Event], None]) -> Answer:
        work = _Work()
        quotes = await self._aside(
            work, lambda: self._desk.ask(asked.question, asked.turns, explain=asked.explain)
        )
        try:
            # The first time much is imported for it: that is no delay of the model's.
            await asyncio.to_thread(self._model.opened)
            async with asyncio.timeout(self._model.timeout_seconds) as work.limit:
                if asked.turns and (quotes.understood or not quotes.answered):
                    quotes = await self._read_anew(asked, quotes, work)
                if quotes.understood:
                    emit(Understood(quotes.understood))
                if quotes.status != "unanswered":
                    await self._write(asked, quotes, work, emit)
        except ModelError as error:
            work.failure = error
        except TimeoutError:
            work.failure = self._model.error("slow")
        if work.failure is not None:
            _log.warning("%s", work.failure)
        return quotes if quotes.status == "unanswered" else self._outcome(quotes, work)

    async def _read_anew(self, asked: Asked, quotes: Answer, work: _Work) -> Answer:
        """The quotes for the follow-up as the model reads it, if that finds no less than our own reading."""
        system, user = await self._aside(
            work,
            lambda: reading_prompt(
                asked.question,
                asked.history,
                language=self._desk.language(asked.question, asked.turns),
                count_tokens=self._desk.count_tokens,
            ),
        )
        reading = reading_of(await self._model.say(system, user))
        if not reading or reading == asked.question:
            return quotes
        anew = await self._aside(
            work, lambda: self._desk.ask(asked.question, asked.turns, explain=asked.explain, reading=reading)
        )
        order = ("unanswered", "closest", "answered")
        return anew if order.index(anew.status) >= order.index(quotes.status) else quotes

    async def _write(self, asked: Asked, quotes: Answer, work: _Work, emit: Callable[[Event], None]) -> None:
        """Ask for the draft and check its sentences as they become whole; raises ModelError."""
        sources = await self._aside(work, lambda: self._desk.sources(quotes))
        language = self._desk.language(asked.question, asked.turns)
        system, user = draft_prompt(quotes.understood or asked.question, sources, language=language)
        gate = await self._aside(work, lambda: self._desk.gate([source.passage for source in sources]))
        draft = Draft()
        async with aclosing(self._model.stream(system, user)) as pieces:
            async for piece in pieces:
                await self._check(gate, draft.feed(piece), work, emit)
        await self._check(
            gate, draft.end(), work, emit
        )  # one that broke off is not checked: it is no sentence
        if not work.verdicts and not work.not_found:
            raise self._model.error("empty")

    async def _check(
        self, gate: Gate, sentences: list[DraftSentence], work: _Work, emit: Callable[[Event], None]
    ) -> None:
        for sentence in sentences:
            if says_not_in_sources(sentence.text):
                work.not_found = True
                continue
            if any(sentence.text == verdict.sentence for verdict in work.verdicts):
                continue  # models that lose their thread say things again and again
            verdict = await self._aside(work, partial(gate.check, sentence))
            work.verdicts.append(verdict)
            emit(Written(verdict))

    async def _aside(self, work: _Work, read: Callable[[], T]) -> T:
        """Read the desk in another thread, for the loop is everybody's: that is no time of the model's."""

        def within() -> T:
            with self._reading():
                return read()

        with _standing(work.limit):
            return await asyncio.to_thread(within)

    def _outcome(self, quotes: Answer, work: _Work) -> Answer:
        quotes = replace(quotes, model=self._model.name, written=tuple(work.verdicts))
        if work.supported:
            return self._with_sentences(quotes, work)
        if work.failure is not None:
            notice = failure_notice(work.failure.reason, language=quotes.language)
        elif work.not_found:
            quotes, notice = self._desk.unsure(quotes), not_found_notice(language=quotes.language)
        else:
            notice = failure_notice("unsupported", language=quotes.language)
        return replace(quotes, text=f"{quotes.text}\n\n{notice}", notice=notice)

    def _with_sentences(self, quotes: Answer, work: _Work) -> Answer:
        """The supported sentences, what is to be said of the others, and the lines of what they cite."""
        citations = cited_by(work.supported)
        if work.failure is not None:
            citations += _others(quotes.citations, citations)
        notice = draft_notice(
            language=quotes.language,
            unsupported=len(work.verdicts) - len(work.supported),
            struck=self._struck,
            broke_off=work.failure is not None,
        )
        written = prose_of(work.verdicts, struck=self._struck)
        understood = understood_as(quotes.understood, language=quotes.language)
        lines = [understood, written, notice, *self._desk.lines(citations)]
        return replace(
            quotes,
            text="\n\n".join(line for line in lines if line),
            status="answered",
            citations=citations,
            writer="model",
            notice=notice,
        )


@contextmanager
def _standing(limit: asyncio.Timeout | None) -> Iterator[None]:
    """A limit that does not run down while this lasts."""
    now, ends = asyncio.get_running_loop().time, limit and limit.when()
    if limit is None or ends is None or limit.expired():
        yield
        return
    left = ends - now()
    limit.reschedule(None)
    try:
        yield
    finally:
        limit.reschedule(now() + left)


def cited_by(verdicts: Sequence[Verdict]) -> tuple[Citation, ...]:
    """The citations of some verdicts, each once, in the order of their numbers."""
    by_number = {citation.number: citation for verdict in verdicts for citation in verdict.citations}
    return tuple(by_number[number] for number in sorted(by_number))


def _others(more: Sequence[Citation], cited: Sequence[Citation]) -> tuple[Citation, ...]:
    """Those of `more` whose words are not cited yet, with the numbers that come next."""
    last = max(citation.number for citation in cited)
    new = [each for each in more if not any(_overlap(each, other) for other in cited)]
    return tuple(replace(each, number=number) for number, each in enumerate(new, start=last + 1))


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def prose_of(written: Sequence[Verdict], *, struck: bool = False) -> str:
    """The supported sentences with the numbers of their citations, on the lines of the draft.

    `struck`: the others too, struck through, each with the reason.

    >>> citation = Citation(2, "Non.", "a.txt", 1, 0, 4)
    >>> prose_of([Verdict("They said no.", "supported", "", (citation,)), Verdict("Ever.", "no_source")])
    'They said no. [2]'
    """
    shown = [verdict for verdict in written if verdict.supported or struck]
    lines = groupby(shown, key=lambda verdict: verdict.line)
    return "\n".join(" ".join(map(_with_numbers, those)) for _, those in lines)


def _with_numbers(verdict: Verdict) -> str:
    if not verdict.supported:
        return f"~~{verdict.sentence}~~ ({verdict.reason})"
    return f"{verdict.sentence} " + "".join(f"[{citation.number}]" for citation in verdict.citations)
