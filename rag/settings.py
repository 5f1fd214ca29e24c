"""Environment -> Settings: every option, its unit and its RAG_* variable."""

import os
from dataclasses import dataclass
from pathlib import Path

from rag.errors import RagError

MAX_QUESTION_CHARS = (
    4_000  # two windows of the embedding model in most languages; more would only dilute the vector
)
MAX_DOCUMENT_BYTES = 10_000_000  # five thick novels; past it a file is more likely not an article


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the corpus and the index are, which model embeds, where the page is served."""

    corpus: Path  # RAG_CORPUS: folder of .txt and .md files
    index: Path | None = None  # RAG_INDEX: folder of the index; without it, .index inside the corpus folder
    embedding: str = (
        ""  # RAG_EMBEDDING: name or folder of a sentence-transformers model; "" is the bundled one
    )
    host: str = "127.0.0.1"  # RAG_HOST: the address the page is served on
    port: int = 7860  # RAG_PORT: its port, 1..65535

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the RAG_* variables; raises RagError where RAG_PORT is not a port."""
        port = os.environ.get("RAG_PORT") or "7860"
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise RagError(
                f"RAG_PORT must be a number from 1 to 65535, but is {port!r}: set it to a free port."
            )
        index = os.environ.get("RAG_INDEX")
        return cls(
            corpus=Path(os.environ.get("RAG_CORPUS") or _default_corpus()),
            index=Path(index) if index else None,
            embedding=os.environ.get("RAG_EMBEDDING", ""),
            host=os.environ.get("RAG_HOST") or "127.0.0.1",
            port=int(port),
        )


def _default_corpus() -> Path:
    """`corpus/` beside the package in a checkout, else in the current folder."""
    beside = Path(__file__).resolve().parent.parent / "corpus"
    return beside if beside.is_dir() else Path("corpus")
