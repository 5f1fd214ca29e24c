"""Documents and answers -> HTML in which every character of theirs is escaped."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from rag.language import encodable
from rag.library import Library
from rag.prompts import frame_of
from rag.types import Answer, Citation, Document, Sentence

_MAX_TITLE_ATTRIBUTE_CHARS = 200  # of a quote shown when the pointer rests on its number


def article_pane(library: Library, names: Sequence[str]) -> str:
    """The documents `names`, in that order, each sentence in a span that `sentence_id` names."""
    articles = "".join(
        _article(library.document(name), library.sentences(name), number(library, name)) for name in names
    )
    return (
        '<button type="button" class="sheet-handle" aria-expanded="false" '
        'aria-controls="reading-scroll">Article</button>'
        f'<div id="reading-scroll" tabindex="0" role="region" aria-label="Article">{articles}</div>'
    )


def answer_html(library: Library, answer: Answer, *, citations: int | None = None) -> str:
    """An answer with a numbered link per citation, or its first `citations` ones while it is streamed."""
    shown = "".join(_citation(library, citation) for citation in answer.citations[:citations])
    return f'<div class="answer {answer.status}"><p>{escape(frame_of(answer.text))}</p>{shown}</div>'


def sentence_id(document: int, start: int) -> str:
    """The id of the sentence that begins at `start` of document number `document`."""
    return f"s-{document}-{start}"


def number(library: Library, name: str) -> int:
    """Which of the library's documents `name` is."""
    return next(at for at, document in enumerate(library.documents) if document.name == name)


def escape(text: str) -> str:
    """Text in which all but letters, digits and spaces are entities: no HTML, no Markdown.

    >>> escape("<b>![x](http://y)")
    '&#60;b&#62;&#33;&#91;x&#93;&#40;http&#58;&#47;&#47;y&#41;'
    """
    return re.sub(r"[^\w\s]|_", lambda mark: f"&#{ord(mark.group())};", encodable(text))


def _article(document: Document, sentences: Iterable[Sentence], position: int) -> str:
    language = f' lang="{escape(document.language)}"' if document.language else ""
    paragraphs = []
    for paragraph, group in groupby(sentences, key=lambda sentence: sentence.paragraph):
        spans = " ".join(
            f'<span id="{sentence_id(position, sentence.start)}" class="sentence" tabindex="-1">'
            f"{escape(sentence.text)}</span>"
            for sentence in group
        )
        if paragraph == 0:
            paragraphs.append(f"<h2>{spans}</h2>")
        else:
            paragraphs.append(
                f'<p><span class="paragraph-number" aria-hidden="true">{paragraph}</span>{spans}</p>'
            )
    return f"<article{language}>{''.join(paragraphs)}</article>"


def _citation(library: Library, citation: Citation) -> str:
    document = library.document(citation.document)
    place = sentence_id(number(library, citation.document), citation.start)
    hint = escape(citation.quote[:_MAX_TITLE_ATTRIBUTE_CHARS])
    chip = (
        f'<a class="cite" role="button" href="#{place}" title="{hint}">'
        f'<span class="visually-hidden">Source </span>{citation.number}</a>'
    )
    origin = [document.title] if len(library.documents) > 1 else []
    origin += [citation.speaker] if citation.speaker else []
    origin += [f"¶{citation.paragraph}"] if citation.paragraph else []
    language = f' lang="{escape(document.language)}"' if document.language else ""
    # No blank line and no indentation: Markdown would end the HTML there.
    return (
        f'<div class="quote"><div class="quote-head">{chip}'
        f'<span class="speaker">{escape(" · ".join(origin))}</span></div>'
        f"<blockquote{language}>{escape(' '.join(citation.quote.split()))}</blockquote></div>"
    )
