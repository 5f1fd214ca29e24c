"""Ask an article anything, in any language, and get its own words back, each with the place it stands at.

The pipeline, one module a stage:
loading -> splitting -> attribution -> embedding -> indexing -> retrieval -> evidence -> answering -> citation
-> page; asking reads the question and drives the last four; filing adds a text and sets one aside
"""

from importlib import import_module
from typing import TYPE_CHECKING

from rag.errors import (
    CorpusError,
    EmbeddingError,
    IndexFolderError,
    IndexLocked,
    QuestionError,
    QuestionsFileError,
    RagError,
    ReceiptError,
    UnknownDocument,
)
from rag.types import Answer, Citation, CitationCheck, Document, Passage

if TYPE_CHECKING:
    from rag.default import as_retriever, ask, document, retrieve, verify_receipt
    from rag.library import Library

__all__ = [
    "Answer",
    "Citation",
    "CitationCheck",
    "CorpusError",
    "Document",
    "EmbeddingError",
    "IndexFolderError",
    "IndexLocked",
    "Library",
    "Passage",
    "QuestionError",
    "QuestionsFileError",
    "RagError",
    "ReceiptError",
    "UnknownDocument",
    "as_retriever",
    "ask",
    "document",
    "retrieve",
    "verify_receipt",
]


def __getattr__(name: str) -> object:
    """Load the pipeline, with Chroma and the model, when it is first used rather than on import."""
    if name in ("Library", "as_retriever", "ask", "document", "retrieve", "verify_receipt"):
        return getattr(import_module("rag.default"), name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
