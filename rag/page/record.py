"""A turn -> its record, the JSON that the browser keeps; records -> the turns, to be drawn again.

A record is not believed: `rag.page.answer` cuts each quote anew from the article and compares it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from rag.language import encodable
from rag.page.turn import Turn
from rag.prompts import frame_of
from rag.settings import MAX_QUESTION_CHARS
from rag.types import Answer, Citation, Judgement, Status, Verdict, Writer
from rag.written import prose_of

_MAX_RECORDS = 500  # turns of one conversation that is restored
_MAX_TEXT_CHARS = 20_000  # of a text in a record
_MAX_CITATIONS = 100  # of one record
_MAX_SENTENCES = 100  # that a model wrote, of one record
_MAX_NAME_CHARS = 200  # of a model
_LANGUAGE = re.compile(r"[a-z]{2,3}")  # ISO 639, as the detector gives it


def record(turn: Turn) -> str:
    """The turn as JSON, as far as it was shown; `turns_of` reads it."""
    if turn.answer is None:
        return "{}"
    answer = turn.answer
    kept = {
        "question": turn.question,
        "status": answer.status,
        "language": answer.language,
        "text": prose_of(answer.written) if answer.writer == "model" else frame_of(answer.text),
        "understood": answer.understood,
        "stopped": turn.stopped,
        "citations": [
            {
                "number": citation.number,
                "quote": citation.quote,
                "document": citation.document,
                "document_sha256": citation.document_sha256,
                "paragraph": citation.paragraph,
                "page": citation.page,
                "start": citation.start,
                "end": citation.end,
                "speaker": citation.speaker,
            }
            for citation in answer.citations[: turn.shown]
        ],
    }
    if answer.written or answer.notice:
        kept |= {
            "writer": answer.writer,
            "model": answer.model,
            "notice": answer.notice,
            "written": [
                {
                    "sentence": verdict.sentence,
                    "verdict": verdict.verdict,
                    "reason": verdict.reason,
                    "citations": [citation.number for citation in verdict.citations],
                    "line": verdict.line,
                }
                for verdict in answer.written
            ],
        }
    return json.dumps(kept, ensure_ascii=False)


def turns_of(records: str) -> tuple[Turn, ...]:
    """The turns that the browser kept, a JSON list of records; what is none, or too large, is left out."""
    try:
        kept = json.loads(records)
    except (ValueError, RecursionError):
        kept = None
    if not isinstance(kept, list):
        return ()
    return tuple(turn for each in kept[:_MAX_RECORDS] if (turn := _turn(each)))


def _turn(kept: object) -> Turn | None:
    if not isinstance(kept, dict):
        return None
    question, text, language = (_text(kept, name) for name in ("question", "text", "language"))
    status: Status | None = next((known for known in get_args(Status) if known == kept.get("status")), None)
    if not question or status is None or not isinstance(kept.get("citations"), list):
        return None
    citations = [citation for item in kept["citations"][:_MAX_CITATIONS] if (citation := _citation(item))]
    numbered = tuple(replace(citation, number=number) for number, citation in enumerate(citations, start=1))
    by_number = {kept.number: citation for kept, citation in zip(citations, numbered, strict=True)}
    written = _written(kept.get("written"), by_number)
    by_model = kept.get("writer") == "model" or any(verdict.supported for verdict in written)
    writer: Writer = "model" if by_model else "quotes"
    answer = Answer(
        prose_of(written) if by_model else text,
        status,
        language if _LANGUAGE.fullmatch(language) else "",
        numbered,
        question=question[:MAX_QUESTION_CHARS],
        understood=_text(kept, "understood"),
        writer=writer,
        model=_text(kept, "model")[:_MAX_NAME_CHARS],
        written=written,
        notice=_text(kept, "notice"),
    )
    stopped = kept.get("stopped") is True
    return Turn(question[:MAX_QUESTION_CHARS], answer, len(numbered), finished=not stopped, stopped=stopped)


def _citation(kept: object) -> Citation | None:
    if not isinstance(kept, dict):
        return None
    number, paragraph, start, end = (_number(kept, name) for name in ("number", "paragraph", "start", "end"))
    quote, document = _text(kept, "quote"), _text(kept, "document")
    if not quote or not document or not start < end:
        return None
    return Citation(
        number,
        quote,
        document,
        paragraph,
        start,
        end,
        speaker=_text(kept, "speaker"),
        document_sha256=_text(kept, "document_sha256"),
        page=_number(kept, "page") or None,
    )


def _written(kept: object, citations: Mapping[int, Citation]) -> tuple[Verdict, ...]:
    """The verdicts of a record that has those citations, by the numbers that it gives them."""
    items = kept[:_MAX_SENTENCES] if isinstance(kept, list) else ()
    return tuple(verdict for item in items if (verdict := _verdict(item, citations)))


def _verdict(kept: object, citations: Mapping[int, Citation]) -> Verdict | None:
    if not isinstance(kept, dict):
        return None
    sentence, numbers = _text(kept, "sentence"), kept.get("citations")
    verdict: Judgement | None = next((k for k in get_args(Judgement) if k == kept.get("verdict")), None)
    if not sentence or verdict is None or not isinstance(numbers, list):
        return None
    cited = tuple(citations[n] for n in numbers[:_MAX_CITATIONS] if type(n) is int and n in citations)
    if verdict == "supported" and (not cited or len(cited) != len(numbers)):
        verdict, cited = "no_source", ()
    return Verdict(sentence, verdict, _text(kept, "reason"), cited, line=_number(kept, "line"))


def _text(kept: Mapping[str, Any], name: str) -> str:
    value = kept.get(name)
    return encodable(value) if isinstance(value, str) and len(value) <= _MAX_TEXT_CHARS else ""


def _number(kept: Mapping[str, Any], name: str) -> int:
    value = kept.get(name)
    return value if type(value) is int and value >= 0 else 0
