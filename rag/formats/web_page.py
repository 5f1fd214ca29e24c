"""The bytes of a .html file -> the article in it, without menus, and what it says of itself."""

from contextlib import suppress

import trafilatura
from lxml import etree, html

from rag.formats.blocks import paragraphs
from rag.formats.extract import Extract, from_paragraphs, iso_date, tidy
from rag.formats.plain import decoded

_MAX_BYLINE_CHARS = 200


def read(data: bytes, name: str) -> Extract:
    """The article of the page; raises CorpusError where it is no text."""
    text = decoded(data, name, declared=True)
    # Dates are read where a page states them, not guessed from all that looks like one.
    dates = {"extensive_search": False, "original_date": True}
    found = trafilatura.bare_extraction(
        text, include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    if found is None or isinstance(found, dict) or found.body is None:
        return Extract(from_paragraphs(_all(text)))
    title = tidy(found.title or "")
    body = list(paragraphs(found.body))
    return Extract(
        from_paragraphs(body or _all(text), title=title),
        byline=tidy(found.author or "")[:_MAX_BYLINE_CHARS],
        date=iso_date(found.date or ""),
        source=found.url or "",
    )


def _all(text: str) -> list[str]:
    """All text of a page in which no article is found: it may be a short one."""
    with suppress(etree.ParserError):  # for a page without any element
        return list(paragraphs(html.document_fromstring(text.encode(), html.HTMLParser(encoding="utf-8"))))
    return []
