"""Sentences that answer -> citations, whose quotes are cut from the document, never generated."""

from collections.abc import Callable, Iterable, Mapping

from rag.types import Citation, Document, Sentence


def cite(
    sentences: Iterable[Sentence], documents: Mapping[str, Document], speaker: Callable[[Sentence], str]
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
            speaker=speaker(sentence),
            document_sha256=documents[sentence.document].sha256,
        )
        for number, sentence in enumerate(sentences, start=1)
    )
