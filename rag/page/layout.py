"""Library -> the Gradio app: components, events and the endpoints that programs call."""

import socket
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from rag.errors import RagError
from rag.library import Library
from rag.page.reading import answer_html, article_pane, escape

_FOLDER = Path(__file__).parent
_SECONDS_PER_QUOTE = 0.06  # the browser draws at most this often without falling behind
_MAX_PANE_CHARS = 400_000  # of articles drawn at once: a long book; more makes a phone slow
_MAX_EXAMPLES = 4  # on a phone more would push the question out of sight
_SYSTEM_FONTS = ["system-ui", "sans-serif"]  # Gradio's own themes ask a font host of the outside

_Message = dict[str, str]
_Drawn = dict[Any, Any]  # component -> its new value, as Gradio takes it


def build(library: Library) -> gr.Blocks:
    """Chat and reading pane over `library`, with the endpoints /ask and /retrieve."""
    first = _fitting(library, [document.name for document in library.documents])
    page: gr.Blocks
    with gr.Blocks(title="article-chat", fill_width=True, analytics_enabled=False) as page:
        turns_state = gr.State([])
        shown_state = gr.State(first)
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="chat-column", min_width=280):
                chat = gr.Chatbot(
                    elem_id="chat",
                    label="Chat",
                    show_label=False,
                    height="100%",
                    placeholder=_welcome(library),
                    examples=[{"text": question} for question in _examples(library)],
                    latex_delimiters=[],
                    buttons=[],
                    feedback_options=None,
                    layout="bubble",
                )
                with gr.Row(elem_id="ask-row"):
                    box = gr.Textbox(
                        elem_id="question",
                        label="Your question",
                        show_label=False,
                        placeholder="Ask the article, in any language",
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        container=False,
                        scale=8,
                    )
                    send = gr.Button("Ask", elem_id="send", variant="primary", scale=1, min_width=72)
                    stop = gr.Button(
                        "Stop", elem_id="stop", variant="stop", scale=1, min_width=72, visible=False
                    )
            with gr.Column(elem_id="reading", min_width=280):
                pane = gr.HTML(article_pane(library, first), elem_id="article-pane", js_on_load=None)

        def respond(
            question: str, turns: list[_Message], messages: list[_Message], shown: list[str]
        ) -> Iterator[_Drawn]:
            if not question.strip():
                yield {box: ""}
                return
            try:
                answer = library.ask(question, history=turns)
            except RagError as error:
                gr.Warning(escape(str(error)))
                yield {box: question}
                return
            messages = [
                *messages,
                {"role": "user", "content": escape(question.strip()).replace("\n", "<br>")},
            ]
            reply: _Message = {"role": "assistant", "content": answer_html(library, answer, citations=0)}
            drawn: _Drawn = {
                box: "",
                chat: [*messages, reply],
                send: gr.update(visible=False),
                stop: gr.update(visible=True),
            }
            cited = [citation.document for citation in answer.citations]
            if not set(cited) <= set(shown):
                shown = _fitting(library, list(dict.fromkeys([*cited, *shown])), least=len(set(cited)))
                drawn |= {pane: article_pane(library, shown)}
            yield drawn
            for count in range(1, len(answer.citations) + 1):
                time.sleep(_SECONDS_PER_QUOTE)
                reply["content"] = answer_html(library, answer, citations=count)
                yield {chat: [*messages, reply]}
            said = [{"role": "user", "content": question}, {"role": "assistant", "content": answer.text}]
            yield {send: gr.update(visible=True), stop: gr.update(visible=False)} | {
                turns_state: [*turns, *said],
                shown_state: shown,
            }

        inputs = [box, turns_state, chat, shown_state]
        outputs = [box, chat, send, stop, pane, turns_state, shown_state]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        run = gr.on([box.submit, send.click], respond, inputs, outputs, **quiet)
        example = chat.example_select(_chosen, None, box, **quiet).then(respond, inputs, outputs, **quiet)
        stop.click(_stopped, None, [send, stop], cancels=[run, example], **quiet)
        chat.clear(list, None, turns_state, **quiet)
        _endpoints(library)
    page.queue(default_concurrency_limit=4)
    return page


def launch(library: Library, *, host: str, port: int, open_browser: bool) -> gr.Blocks:
    """Serve the page and return at once; raises RagError where the port is taken."""
    _check_free(host, port)
    page = build(library)
    page.launch(
        server_name=host,
        server_port=port,
        inbrowser=open_browser,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        ssr_mode=False,
        max_file_size=1,  # the page takes no files; Gradio would
        footer_links=["api"],
        theme=gr.themes.Default(
            primary_hue="indigo", font=_SYSTEM_FONTS, font_mono=["ui-monospace", "monospace"]
        ),
        head=_head(),
    )
    return page


def _check_free(host: str, port: int) -> None:
    """Raise RagError where the port cannot be had; Gradio would leave the sockets of its attempt open."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RagError(
                f"The page cannot be served on {host}:{port} ({error.strerror}): "
                "choose another port with --port."
            ) from error


def _endpoints(library: Library) -> None:
    """What programs call, over HTTP or with gradio_client."""

    def ask(question: str, history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """Answer with the article's own sentences: text, status, language and citations with their places."""
        try:
            return asdict(library.ask(question, history=history or ()))
        except RagError as error:
            raise gr.Error(escape(str(error)), print_exception=False) from error

    def retrieve(question: str, k: int = 5) -> list[dict[str, Any]]:
        """The k passages nearest to the question, best first."""
        try:
            return [asdict(passage) for passage in library.retrieve(question, k=k)]
        except RagError as error:
            raise gr.Error(escape(str(error)), print_exception=False) from error

    api(ask, api_name="ask")
    api(retrieve, api_name="retrieve")


def _chosen(event: gr.SelectData) -> str:
    return str(event.value["text"])


def _stopped() -> tuple[Any, Any]:
    return gr.update(visible=True), gr.update(visible=False)


def _welcome(library: Library) -> str:
    documents = library.documents
    subject = f"“{escape(documents[0].title)}”" if len(documents) == 1 else f"{len(documents)} articles"
    skipped = "".join(f"<li>{escape(skip.reason)}</li>" for skip in library.skipped)
    notice = f'<ul class="skipped">{skipped}</ul>' if skipped else ""
    return (
        f'<div class="welcome"><strong>Ask the article</strong><br>{subject}<br>'
        f"Every answer is made of its own words; a number shows where they stand.{notice}</div>"
    )


def _examples(library: Library) -> list[str]:
    return [question for document in library.documents for question in document.examples][:_MAX_EXAMPLES]


def _fitting(library: Library, names: list[str], *, least: int = 1) -> list[str]:
    """As many of the documents, from the first, as the pane can hold, but the first `least` always."""
    kept: list[str] = []
    left = _MAX_PANE_CHARS
    for name in names:
        left -= len(library.document(name).text)
        if len(kept) >= least and left < 0:
            break
        kept.append(name)
    return kept


def _head() -> str:
    """Style and script in the page's head: what launch(css=) takes comes out twice and outranked."""
    style = (_FOLDER / "style.css").read_text(encoding="utf-8")
    script = (_FOLDER / "script.js").read_text(encoding="utf-8")
    return f"<style>{style}</style><script>{script}</script>"
