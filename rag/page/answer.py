"""A turn of the conversation -> its HTML, in which every character of a text is escaped.

Each quote is cut anew from the article and compared, whoever brings it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

from rag.errors import UnknownDocument
from rag.language import encodable
from rag.library import Library
from rag.page.article import at_source, place, typeset
from rag.page.record import record
from rag.page.turn import Turn
from rag.prompts import frame_of
from rag.types import Answer, Citation, Document, Verdict

_BREAKS = re.compile(r"[ \t\r\n\f\v]+")  # not the no-break space, which is set on purpose
_Words = Mapping[str, str]


def question_html(turn: Turn) -> str:
    """The question as a message."""
    language = turn.answer.language if turn.answer else ""
    return f'<div class="asked"{_tongue(language)}>{escape(turn.question)}</div>'.replace("\n", "<br>")


def answer_html(turn: Turn, library: Library | None, words: _Words, *, strike: bool = False) -> str:
    """The answer as a message: its outcome, what was written or the line above the quotes, and the quotes.

    Once it is finished or stopped, the record is in it, out of sight. With `strike`, sentences without
    support are shown too, struck through, each with the reason.
    """
    answer = turn.answer
    if answer is None or library is None:
        return _without_answer(turn, words)
    ended = turn.finished or turn.stopped
    by_model = answer.writer == "model"
    quotes = "".join(_quote(library, citation, words) for citation in answer.citations[: turn.shown])
    sentences = _sentences(answer, library, words, strike=strike)
    notice = _line("left-out", answer.notice, answer.language)
    if by_model:
        writing = "" if ended else _line("writing", words["writing"].format(model=answer.model))
        sources = f'<p class="of-sources">{escape(words["word_for_word"])}</p>{quotes}'
        understood = _understood(answer.understood, words)
        body = f'{understood}{sentences}{writing}{notice}<div class="sources">{sources}</div>'
    else:
        body = f"{notice}{quotes}{sentences}"
    note = _line("note", words["answer_not_finished"]) if turn.stopped else ""
    kept = f'<span class="record">{escape(record(turn))}</span>' if ended else ""
    kind = f"{answer.status}{' written' if by_model else ''}{' ended' if ended else ''}"
    # No blank line and no indentation: Markdown would end the HTML there.
    return f'<div class="answer {kind}">{_frame(answer, words)}{body}{note}{kept}</div>'


def escape(text: str) -> str:
    """Text in which all but letters, digits and spaces are entities: no HTML, no Markdown.

    >>> escape("<b>![x](http://y)")
    '&#60;b&#62;&#33;&#91;x&#93;&#40;http&#58;&#47;&#47;y&#41;'
    """
    return re.sub(r"[^\w\s]|_", lambda mark: f"&#{ord(mark.group())};", encodable(text))


def _without_answer(turn: Turn, words: _Words) -> str:
    if turn.stopped:
        return f'<div class="answer stopped">{_line("frame", words["answer_not_finished"])}</div>'
    if turn.model:
        doing = _line("frame writing", words["writing"].format(model=turn.model))
    else:
        doing = _line("frame", words["looking"])
    return f'<div class="answer running">{_understood(turn.understood, words)}{doing}</div>'


def _frame(answer: Answer, words: _Words) -> str:
    outcome = f'<span class="outcome">{escape(words[answer.status])}</span>'
    if answer.writer == "model":
        said = f"<span>{escape(words['written_by'].format(model=answer.model))}</span>"
    else:
        said = f"<span{_tongue(answer.language)}>{escape(frame_of(answer.text))}</span>"
    return f'<p class="frame">{outcome} {said}</p>'


def _understood(question: str, words: _Words) -> str:
    return _line("understood", words["understood"].format(question=question)) if question else ""


def _line(kind: str, text: str, language: str = "") -> str:
    on_one_line = _BREAKS.sub(" ", text).strip()
    return f'<p class="{kind}"{_tongue(language)}>{escape(on_one_line)}</p>' if on_one_line else ""


def _sentences(answer: Answer, library: Library, words: _Words, *, strike: bool) -> str:
    """What a model wrote, with a chip for each place; what has no support does not look as if it had.

    What stands on a line of its own, as in a list, is a paragraph of its own.
    """
    shown = [verdict for verdict in answer.written if verdict.supported or strike]
    lines = [
        " ".join(
            _supported(verdict, answer.language, library, words)
            if verdict.supported
            else _struck(verdict, answer.language, words)
            for verdict in those
        )
        for _, those in groupby(shown, key=lambda verdict: verdict.line)
    ]
    paragraphs = "".join(f'<p dir="auto">{line}</p>' for line in lines)
    return f'<div class="sentences">{paragraphs}</div>' if paragraphs else ""


def _supported(verdict: Verdict, language: str, library: Library, words: _Words) -> str:
    chips, gone = [], not verdict.citations
    for citation in verdict.citations:
        checked = checked_by(library, citation)
        gone = gone or checked is None
        chips.append(
            _chip(citation, words) if checked else f'<span class="cite gone">{citation.number}</span>'
        )
    sentence = _sentence(verdict, language, "unproven" if gone else "proven")
    note = f' <span class="note">({escape(words["source_gone"])})</span>' if gone else ""
    return f"{sentence} {' '.join(chips)}{note}"


def _struck(verdict: Verdict, language: str, words: _Words) -> str:
    why = {
        "unsupported": words["why_unsupported"],
        "altered_quote": words["why_altered_quote"],
        "misattributed": words["why_misattributed"],
        "no_source": words["why_no_source"],
    }[verdict.verdict]
    return f'<del>{_sentence(verdict, language, "unproven")}</del> <span class="note">({escape(why)})</span>'


def _sentence(verdict: Verdict, language: str, kind: str) -> str:
    text = _BREAKS.sub(" ", typeset(verdict.sentence, language)).strip()
    return f'<span class="{kind}"{_tongue(language)}>{escape(text)}</span>'


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


def _quote(library: Library, citation: Citation, words: _Words) -> str:
    checked = checked_by(library, citation)
    if checked is None:
        note = f'<span class="note">{escape(words["gone"])}</span>'
        return _quote_html(
            f'<span class="cite gone">{citation.number}</span>{note}', citation.quote, language=""
        )
    document, citation = checked
    tongue = _tongue(document.language)
    head = _chip(citation, words)
    if citation.speaker:
        head += f'<strong class="speaker"{tongue}>{escape(citation.speaker)}</strong>'
    if len(library.contents) > 1:
        head += f'<span class="of-article"{tongue}>{escape(document.title)}</span>'
    if citation.paragraph:
        paragraph = words["paragraph"].format(paragraph=citation.paragraph)
        if citation.page:
            paragraph = f"{words['page'].format(page=citation.page)}, {paragraph}"
        head += (
            f'<a class="place" href="{_address(citation)}" title="{escape(words["link_title"])}">'
            f"{escape(paragraph)}</a>"
        )
    source = escape(at_source(document, citation.quote))
    if source:
        head += f'<a class="at-source" href="{source}" target="_blank">{escape(words["original"])}</a>'
    return _quote_html(head, typeset(citation.quote, document.language), language=document.language)


def _chip(citation: Citation, words: _Words) -> str:
    return (
        f'<a class="cite" href="{_address(citation)}">'
        f'<span class="visually-hidden">{escape(words["source"])} </span>{citation.number}</a>'
    )


def _address(citation: Citation) -> str:
    return escape(place(citation.document, citation.start, citation.end))


def _quote_html(head: str, quote: str, *, language: str) -> str:
    on_one_line = _BREAKS.sub(" ", quote).strip()
    return (
        f'<div class="quote"><div class="quote-head">{head}</div>'
        f'<blockquote{_tongue(language)} dir="auto">{escape(on_one_line)}</blockquote></div>'
    )


def _tongue(language: str) -> str:
    return f' lang="{escape(language)}"' if language else ""
