"""A document -> the HTML of the article as it is read: numbered paragraphs, a span for each sentence."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote, urlsplit

from rag.language import encodable
from rag.library import Library
from rag.types import Document

_BEFORE_MARK = re.compile(r" (?=[»?!:;])")
_AFTER_MARK = re.compile(r"(?<=«) ")
_NO_BREAK = "\u00a0"
_PARAGRAPHS_OF_A_BLOCK = (
    25  # a few screens: single paragraphs made fast scrolling stutter (benchmarks/page.py)
)
_WORDS_OF_AN_END = (
    6  # that a link names of a long quote's beginning and end: enough to be the only such place
)


def article_html(library: Library, name: str) -> str:
    """The document of that name; raises UnknownDocument.

    A sentence's span has its place: data-start and data-end are offsets into `Document.text`.
    """
    document = library.document(name)
    head, paragraphs = f"<h2>{escape(encodable(document.title))}</h2>", []
    for paragraph, group in groupby(library.sentences(name), key=lambda sentence: sentence.paragraph):
        spans = " ".join(
            f'<span class="sentence" data-start="{sentence.start}" data-end="{sentence.end}" tabindex="-1">'
            f"{escape(typeset(sentence.text, document.language))}</span>"
            for sentence in group
        )
        if paragraph == 0:
            head = f"<h2>{spans}</h2>"
        else:
            paragraphs.append(
                f'<p><span class="paragraph-number" aria-hidden="true">{paragraph}</span>{spans}</p>'
            )
    language = f' lang="{escape(document.language)}"' if document.language else ""
    version = f' data-sha256="{document.sha256}"'
    return f'<article{language}{version} dir="auto">{head}{_source(document)}{_blocks(paragraphs)}</article>'


def typeset(text: str, language: str) -> str:
    r"""The text for display, as long as it was: French marks are kept on the line of their word.

    >>> typeset("« Non », a-t-il dit : pourquoi ?", "fr")
    '«\xa0Non\xa0», a-t-il dit\xa0: pourquoi\xa0?'
    """
    text = encodable(text)
    if language != "fr":
        return text
    return _AFTER_MARK.sub(_NO_BREAK, _BEFORE_MARK.sub(_NO_BREAK, text))


def place(document: str, start: int, end: int) -> str:
    """The part of a permanent link that names a place, after the page's address.

    >>> place("notes/été.txt", 10, 25)
    '#/notes%2F%C3%A9t%C3%A9.txt/10-25'
    """
    return f"#/{quote(encodable(document), safe='')}/{start}-{end}"


def at_source(document: Document, words: str) -> str:
    """A link that opens the document's source address at those words, "" without one.

    It ends in a text fragment (URL Fragment Text Directives, WICG).

    >>> at_source(Document("a.txt", "A", "", source="https://a.example/b"), "Say, hens - no?")
    'https://a.example/b#:~:text=Say%2C%20hens%20%2D%20no%3F'
    """
    if not document.source:
        return ""
    said = encodable(words).split()
    ends = (
        [said] if len(said) <= 2 * _WORDS_OF_AN_END else [said[:_WORDS_OF_AN_END], said[-_WORDS_OF_AN_END:]]
    )
    escaped = [quote(" ".join(end), safe="").replace("-", "%2D") for end in ends]
    return f"{document.source.partition('#')[0]}#:~:text={','.join(escaped)}"


def _blocks(paragraphs: Sequence[str]) -> str:
    """The paragraphs in blocks that the browser draws when they come into sight."""
    size = _PARAGRAPHS_OF_A_BLOCK
    blocks = (paragraphs[at : at + size] for at in range(0, len(paragraphs), size))
    return "".join(f'<div class="block">{"".join(block)}</div>' for block in blocks)


def _source(document: Document) -> str:
    if not document.source:
        return ""
    return (
        f'<p class="source"><a href="{escape(document.source)}" target="_blank" rel="noopener noreferrer">'
        f"{escape(urlsplit(document.source).netloc)}</a></p>"
    )
