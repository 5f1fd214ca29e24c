"""Sentences that answer -> citations, whose quotes are cut from the document, never generated."""

from collections.abc import Iterable, Mapping

from rag.types import Attribution, Citation, Document, Sentence


def cite(
    sentences: Iterable[tuple[Sentence, Attribution | None]], documents: Mapping[str, Document]
) -> tuple[Citation, ...]:
    """Number the sentences from 1 in the order given and cut each quote out of its document."""
    return tuple(
        Citation(
            number=number,
            quote=documents[sentence.document].text[sentence.start : sentence.end],
            document=sentence.document,
            paragraph=sentence.paragraph,
            start=sentence.start,
            end=sentence.end,
            speaker=said.speaker if said else "",
            document_sha256=documents[sentence.document].sha256,
            attribution=said,
            page=documents[sentence.document].page_at(sentence.start),
        )
        for number, (sentence, said) in enumerate(sentences, start=1)
    )
