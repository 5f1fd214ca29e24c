"""A turn of the conversation -> its HTML, in which every character of a text is escaped, and its record.

The record is what the browser keeps: JSON from which the turn can be drawn again, each quote being cut anew
from the article and compared.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from rag.errors import UnknownDocument
from rag.language import encodable
from rag.library import Library
from rag.page.article import at_source, place, typeset
from rag.prompts import frame_of
from rag.settings import MAX_QUESTION_CHARS
from rag.types import Answer, Citation, Document, Status

_MAX_RECORDS = 500  # turns of one conversation that is restored
_MAX_TEXT_CHARS = 20_000  # of a text in a record
_MAX_CITATIONS = 100  # of one record
_LANGUAGE = re.compile(r"[a-z]{2,3}")  # ISO 639, as the detector gives it
_BREAKS = re.compile(r"[ \t\r\n\f\v]+")  # not the no-break space, which is set on purpose


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and its answer as far as it is shown: `shown` citations; None while it is looked for."""

    question: str
    answer: Answer | None = None
    shown: int = 0
    finished: bool = False
    stopped: bool = False


def question_html(turn: Turn) -> str:
    """The question as a message."""
    language = turn.answer.language if turn.answer else ""
    return f'<div class="asked"{_tongue(language)}>{escape(turn.question)}</div>'.replace("\n", "<br>")


def answer_html(turn: Turn, library: Library | None, words: Mapping[str, str]) -> str:
    """The answer as a message: its outcome, the line above the quotes, a numbered quote per citation.

    Once it is finished or stopped, the record is in it, out of sight.
    """
    answer = turn.answer
    if answer is None or library is None:
        state, text = ("stopped", "answer_not_finished") if turn.stopped else ("running", "looking")
        return f'<div class="answer {state}"><p class="frame">{escape(words[text])}</p></div>'
    ended = turn.finished or turn.stopped
    quotes = "".join(_quote(library, citation, words) for citation in answer.citations[: turn.shown])
    note = f'<p class="note">{escape(words["answer_not_finished"])}</p>' if turn.stopped else ""
    kept = f'<span class="record">{escape(record(turn))}</span>' if ended else ""
    # No blank line and no indentation: Markdown would end the HTML there.
    return (
        f'<div class="answer {answer.status}{" ended" if ended else ""}">'
        f'<p class="frame"><span class="outcome">{escape(words[answer.status])}</span> '
        f"<span{_tongue(answer.language)}>{escape(frame_of(answer.text))}</span></p>{quotes}{note}{kept}</div>"
    )


def escape(text: str) -> str:
    """Text in which all but letters, digits and spaces are entities: no HTML, no Markdown.

    >>> escape("<b>![x](http://y)")
    '&#60;b&#62;&#33;&#91;x&#93;&#40;http&#58;&#47;&#47;y&#41;'
    """
    return re.sub(r"[^\w\s]|_", lambda mark: f"&#{ord(mark.group())};", encodable(text))


def record(turn: Turn) -> str:
    """The turn as JSON, as far as it was shown; `turns_of` reads it."""
    if turn.answer is None:
        return "{}"
    answer = turn.answer
    return json.dumps(
        {
            "question": turn.question,
            "status": answer.status,
            "language": answer.language,
            "text": frame_of(answer.text),
            "understood": answer.understood,
            "stopped": turn.stopped,
            "citations": [
                {
                    "number": citation.number,
                    "quote": citation.quote,
                    "document": citation.document,
                    "document_sha256": citation.document_sha256,
                    "paragraph": citation.paragraph,
                    "start": citation.start,
                    "end": citation.end,
                    "speaker": citation.speaker,
                }
                for citation in answer.citations[: turn.shown]
            ],
        },
        ensure_ascii=False,
    )


def turns_of(records: str) -> tuple[Turn, ...]:
    """The turns that the browser kept, a JSON list of records; what is none, or too large, is left out."""
    try:
        kept = json.loads(records)
    except (ValueError, RecursionError):
        kept = None
    if not isinstance(kept, list):
        return ()
    return tuple(turn for each in kept[:_MAX_RECORDS] if (turn := _turn(each)))


def checked_by(library: Library, citation: Citation) -> tuple[Document, Citation] | None:
    """The document, and the citation as it has it at that place; None where the quote is not there."""
    try:
        found = library.citation(citation.document, citation.start, citation.end)
        document = library.document(citation.document)
    except UnknownDocument:
        return None
    if found is None or found.quote != citation.quote:
        return None
    return document, replace(found, number=citation.number)


def _quote(library: Library, citation: Citation, words: Mapping[str, str]) -> str:
    checked = checked_by(library, citation)
    if checked is None:
        note = f'<span class="note">{escape(words["gone"])}</span>'
        return _quote_html(
            f'<span class="cite gone">{citation.number}</span>{note}', citation.quote, language=""
        )
    document, citation = checked
    tongue = _tongue(document.language)
    address = escape(place(citation.document, citation.start, citation.end))
    head = (
        f'<a class="cite" href="{address}"><span class="visually-hidden">{escape(words["source"])} </span>'
        f"{citation.number}</a>"
    )
    if citation.speaker:
        head += f'<strong class="speaker"{tongue}>{escape(citation.speaker)}</strong>'
    if len(library.documents) > 1:
        head += f'<span class="of-article"{tongue}>{escape(document.title)}</span>'
    if citation.paragraph:
        paragraph = words["paragraph"].format(paragraph=citation.paragraph)
        head += (
            f'<a class="place" href="{address}" title="{escape(words["link_title"])}">{escape(paragraph)}</a>'
        )
    source = escape(at_source(document, citation.quote))
    if source:
        head += f'<a class="at-source" href="{source}" target="_blank">{escape(words["original"])}</a>'
    return _quote_html(head, typeset(citation.quote, document.language), language=document.language)


def _quote_html(head: str, quote: str, *, language: str) -> str:
    on_one_line = _BREAKS.sub(" ", quote).strip()
    return (
        f'<div class="quote"><div class="quote-head">{head}</div>'
        f'<blockquote{_tongue(language)} dir="auto">{escape(on_one_line)}</blockquote></div>'
    )


def _tongue(language: str) -> str:
    return f' lang="{escape(language)}"' if language else ""


def _turn(kept: object) -> Turn | None:
    if not isinstance(kept, dict):
        return None
    question, text, language = (_text(kept, name) for name in ("question", "text", "language"))
    citations = kept.get("citations")
    status: Status | None = next((known for known in get_args(Status) if known == kept.get("status")), None)
    if not question or status is None or not isinstance(citations, list):
        return None
    cited = [citation for item in citations[:_MAX_CITATIONS] if (citation := _citation(item))]
    numbered = tuple(replace(citation, number=number) for number, citation in enumerate(cited, start=1))
    answer = Answer(
        text,
        status,
        language if _LANGUAGE.fullmatch(language) else "",
        numbered,
        question=question[:MAX_QUESTION_CHARS],
        understood=_text(kept, "understood"),
    )
    stopped = kept.get("stopped") is True
    return Turn(question[:MAX_QUESTION_CHARS], answer, len(numbered), finished=not stopped, stopped=stopped)


def _citation(kept: object) -> Citation | None:
    if not isinstance(kept, dict):
        return None
    paragraph, start, end = (_number(kept, name) for name in ("paragraph", "start", "end"))
    quote, document = _text(kept, "quote"), _text(kept, "document")
    if not quote or not document or not start < end:
        return None
    return Citation(
        0,
        quote,
        document,
        paragraph,
        start,
        end,
        speaker=_text(kept, "speaker"),
        document_sha256=_text(kept, "document_sha256"),
    )


def _text(kept: Mapping[str, Any], name: str) -> str:
    value = kept.get(name)
    return encodable(value) if isinstance(value, str) and len(value) <= _MAX_TEXT_CHARS else ""


def _number(kept: Mapping[str, Any], name: str) -> int:
    value = kept.get(name)
    return value if type(value) is int and value >= 0 else 0


def questions(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """The turns as the history that `Library.ask` takes."""
    history = []
    for turn in turns:
        history.append({"role": "user", "content": turn.question})
        if turn.answer:
            history.append({"role": "assistant", "content": turn.answer.text})
    return history
