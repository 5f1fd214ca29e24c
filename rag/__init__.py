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
    ModelError,
    QuestionError,
    QuestionsFileError,
    RagError,
    ReceiptError,
    UnknownDocument,
    VerifyError,
)
from rag.types import (
    Answer,
    Citation,
    CitationCheck,
    Document,
    Finished,
    Passage,
    Understood,
    Verdict,
    Written,
)

if TYPE_CHECKING:
    from rag.default import as_retriever, as_tool, ask, astream, document, retrieve, verify, verify_receipt
    from rag.library import Library
    from rag.scope import Scope

__all__ = [
    "Answer",
    "Citation",
    "CitationCheck",
    "CorpusError",
    "Document",
    "EmbeddingError",
    "Finished",
    "IndexFolderError",
    "IndexLocked",
    "Library",
    "ModelError",
    "Passage",
    "QuestionError",
    "QuestionsFileError",
    "RagError",
    "ReceiptError",
    "Scope",
    "Understood",
    "UnknownDocument",
    "Verdict",
    "VerifyError",
    "Written",
    "as_retriever",
    "as_tool",
    "ask",
    "astream",
    "document",
    "retrieve",
    "verify",
    "verify_receipt",
]


def __getattr__(name: str) -> object:
    """Load the pipeline, with Chroma and the model, when it is first used rather than on import."""
    if name in ("Library", "Scope") or (name in __all__ and name.islower()):
        return getattr(import_module("rag.default"), name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
