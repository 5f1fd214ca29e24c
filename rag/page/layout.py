"""A library that is being opened -> Gradio's part of the page: the chat and its events."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from itertools import islice
from typing import Any

import gradio as gr

from rag.library import Library
from rag.page.answer import answer_html, escape, question_html
from rag.page.endpoints import add_endpoints, client_of, library_of
from rag.page.limiter import Limiter
from rag.page.record import turns_of
from rag.page.stream import Stream
from rag.page.turn import Turn, questions
from rag.page.words import WORDS, failure_of, refusal_of
from rag.types import Writer

_MAX_EXAMPLES = 4  # on a phone more would push the question out of sight
_RUNNING_AT_ONCE = 32  # answers that are streamed: most of their time is waiting
_MOST_SESSIONS = 1_000  # whose turns are kept, some 40 KB each; one that was let go begins anew

_Turns = tuple[Turn, ...]
_Drawn = dict[Any, Any]  # component -> its new value, as Gradio takes it


def build(opened: "Future[Library]", *, language: str, limiter: Limiter, strike: bool = False) -> gr.Blocks:
    """The chat in the page's `language` over the library of `opened`, with the endpoints for programs.

    With `strike`, what a chat model wrote without support is shown too, struck through.
    """
    page: gr.Blocks
    with gr.Blocks(title="article-chat", fill_width=True, analytics_enabled=False) as page:
        _Chat(opened, language, limiter, strike).listen(page)
        add_endpoints(opened, limiter)
    page.state_session_capacity = _MOST_SESSIONS
    return page


class _Chat:
    """Gradio's components, and what happens when one is used."""

    def __init__(self, opened: "Future[Library]", language: str, limiter: Limiter, strike: bool) -> None:
        self._opened, self._language, self._limiter = opened, language, limiter
        self._strike = strike
        self._running: dict[Stream, str | None] = {}  # -> the browser's session that asks
        self._words = words = WORDS[language]
        self._examples: dict[tuple[str, ...], list[dict[str, str]]] = {}  # of the texts that are there now
        self._turns, self._editing = gr.State(()), gr.State(False)
        self._chat = gr.Chatbot(
            elem_id="chat",
            label=words["chat"],
            show_label=False,
            height="100%",
            placeholder=_welcome(None, words),
            latex_delimiters=[],
            buttons=[],
            feedback_options=None,
            layout="bubble",
            autoscroll=False,  # the script brings the question into sight, and nothing moves below it
        )
        self._notice = gr.Markdown("", elem_id="notice")
        with gr.Row(elem_id="again-row"):
            self._retry = gr.Button(words["retry"], elem_id="retry", size="sm", visible=False)
            self._edit = gr.Button(words["edit"], elem_id="edit", size="sm", visible=False)
        with gr.Row(elem_id="ask-row"):
            self._box = gr.Textbox(
                elem_id="question",
                label=words["question"],
                placeholder=words["question_hint"],
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                scale=8,
            )
            self._send = gr.Button(words["ask"], elem_id="send", variant="primary", scale=1, min_width=72)
            self._stop = gr.Button(
                words["stop"], elem_id="stop", variant="stop", scale=1, min_width=72, visible=False
            )
        # What the page's script tells: the article that is asked ("" for all), who writes the answer ("" for
        # the model, where there is one), and turns it has kept.
        self._scope, self._writer, self._kept = (
            gr.Textbox("", elem_id=name, elem_classes="bridge", label=name, container=False)
            for name in ("scope", "writer", "kept")
        )
        self._restore = gr.Button("restore", elem_id="restore", elem_classes="bridge")

    def listen(self, page: gr.Blocks) -> None:
        """Tie the components to what happens."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        many: dict[str, Any] = {**quiet, "concurrency_limit": _RUNNING_AT_ONCE}
        how = [self._scope, self._writer]
        inputs = [self._box, self._turns, self._editing, *how]
        shown = [self._turns, self._chat, self._send, self._stop, self._retry, self._edit]
        outputs = [self._box, self._editing, self._notice, *shown]
        chosen = self._chat.example_select(_chosen, None, self._box, **quiet)
        runs = [
            gr.on([self._box.submit, self._send.click], self._respond, inputs, outputs, **many),
            chosen.then(self._respond, inputs, outputs, **many),
            self._retry.click(self._respond_again, [self._turns, *how], outputs, **many),
        ]
        ended = self._stop.click(None, cancels=runs, **quiet)
        ended.then(self._stopped, self._turns, [self._notice, *shown], **quiet)
        self._edit.click(
            self._begin_editing,
            [self._turns, self._editing],
            [self._box, self._editing, self._notice, self._edit],
            **quiet,
        )
        restored = [self._kept, self._editing, self._notice, *shown]
        ended = self._restore.click(None, cancels=runs, **quiet)
        ended.then(self._restored, self._kept, restored, **quiet)
        page.load(self._welcomed, None, [self._chat], **quiet)
        page.unload(self._left)

    def _drawn(self, turns: _Turns, *, running: bool = False) -> _Drawn:
        library = self._opened.result() if self._opened.done() else None
        messages: list[dict[str, str]] = []
        for turn in turns:
            messages.append({"role": "user", "content": question_html(turn)})
            answer = answer_html(turn, library, self._words, strike=self._strike)
            messages.append({"role": "assistant", "content": answer})
        again = bool(turns) and not running
        return {
            self._turns: turns,
            self._chat: messages,
            self._send: gr.update(visible=not running),
            self._stop: gr.update(visible=running),
            self._retry: gr.update(visible=again),
            self._edit: gr.update(visible=again, value=self._words["edit"]),
        }

    async def _respond(
        self, question: str, turns: _Turns, editing: bool, document: str, writer: str, request: gr.Request
    ) -> AsyncIterator[_Drawn]:
        question = question.strip()
        if not question:
            yield {self._box: ""}
            return
        refusal = refusal_of(question, self._words, allowed=self._limiter.allows(client_of(request)))
        if refusal:
            yield {self._notice: escape(refusal)}
            return
        before = turns[:-1] if editing else turns
        cleared = {self._box: "", self._editing: False, self._notice: ""}
        if not self._opened.done():
            opening = {self._notice: escape(self._words["opening"])}
            yield self._drawn((*before, Turn(question)), running=True) | cleared | opening
            cleared = {self._notice: ""}  # what is typed from now on is the next question
        library = await library_of(self._opened)
        stream = Stream(
            library, question, history=questions(before), document=document, writer=_writer(writer, library)
        )
        self._running[stream] = request.session_hash
        try:
            async for turn in stream.turns():
                yield self._drawn((*before, turn), running=not turn.finished) | cleared
                cleared = {}
        finally:
            del self._running[stream]
            stream.cancel()
        if stream.error:
            failure = escape(failure_of(stream.error, self._words))
            yield self._drawn(turns) | {self._box: question, self._editing: editing, self._notice: failure}

    async def _respond_again(
        self, turns: _Turns, document: str, writer: str, request: gr.Request
    ) -> AsyncIterator[_Drawn]:
        if turns:
            async for step in self._respond(turns[-1].question, turns, True, document, writer, request):
                yield step

    def _stopped(self, turns: _Turns) -> _Drawn:
        if turns and not turns[-1].finished:
            turns = (*turns[:-1], replace(turns[-1], stopped=True))
        return self._drawn(turns) | {self._notice: ""}

    async def _left(self, request: gr.Request) -> None:
        """The browser is gone: Gradio's queue would notice only some ten seconds later."""
        for stream, session in self._running.items():
            if session == request.session_hash:
                stream.cancel()

    def _begin_editing(self, turns: _Turns, editing: bool) -> _Drawn:
        words = self._words
        if editing or not turns:
            return {
                self._box: "",
                self._editing: False,
                self._notice: "",
                self._edit: gr.update(value=words["edit"]),
            }
        return {
            self._box: turns[-1].question,
            self._editing: True,
            self._notice: escape(words["editing"]),
            self._edit: gr.update(value=words["edit_cancel"]),
        }

    async def _welcomed(self) -> dict[str, Any]:
        library = await library_of(self._opened)
        texts = tuple(header.sha256 for header in library.contents)
        if texts not in self._examples:
            examples = await asyncio.to_thread(_examples, library, self._language)
            self._examples = {texts: [{"text": question} for question in examples]}
        welcome: dict[str, Any] = gr.update(
            placeholder=_welcome(library, self._words), examples=self._examples[texts]
        )
        return welcome

    async def _restored(self, records: str) -> _Drawn:
        welcome = await self._welcomed()
        drawn = self._drawn(turns_of(records))
        told = {self._editing: False, self._notice: "", self._kept: ""}
        return drawn | told | {self._chat: welcome | {"value": drawn[self._chat]}}


def _writer(chosen: str, library: Library) -> Writer:
    """Who writes: a page may be open since before the server had a model, or after."""
    return "model" if library.writes_with and chosen != "quotes" else "quotes"


def _examples(library: Library, language: str) -> list[str]:
    """The questions written beside the articles; else some built from them."""
    written = [question for header in library.contents for question in header.examples]
    return written[:_MAX_EXAMPLES] or list(islice(library.suggestions(language=language), _MAX_EXAMPLES))


def _chosen(event: gr.SelectData) -> str:
    return str(event.value["text"])


def _welcome(library: Library | None, words: Mapping[str, str]) -> str:
    if library is None:
        subject, skipped = words["opening"], ""
    else:
        documents = library.contents
        one = words["welcome_one"].format(title=documents[0].title)
        subject = one if len(documents) == 1 else words["welcome_many"].format(count=len(documents))
        reasons = (
            f"{skip.name}: {words[f'refused_{skip.code}']}" if skip.code else skip.reason
            for skip in library.skipped
        )
        skipped = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    model = library.writes_with if library else ""
    how = words["welcome_written"].format(model=model) if model else words["welcome_how"]
    notice = f'<div class="skipped">{escape(words["skipped"])}<ul>{skipped}</ul></div>' if skipped else ""
    return (
        f'<div class="welcome"><strong>{escape(words["welcome"])}</strong><br>{escape(subject)}<br>'
        f"{escape(how)}{notice}</div>"
    )
