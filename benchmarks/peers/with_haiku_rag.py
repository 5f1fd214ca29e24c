"""A task -> haiku.rag's ranking, by its vectors or its hybrid with full text, over LanceDB.

It takes vectors from a server (Ollama, as it comes): here from one of the same model on this machine. The
passages are given as chunks, as its converters and its chunker's tokenizer come from a hub.
"""

import asyncio
from collections.abc import Iterator

from docling_core.types.doc.document import DoclingDocument
from docling_core.types.doc.labels import DocItemLabel
from haiku.rag.client import HaikuRAG
from haiku.rag.client.documents import DocumentImport
from haiku.rag.config.models import AppConfig, EmbeddingModelConfig, EmbeddingsConfig
from haiku.rag.store.models.chunk import Chunk
from task import CHUNKS, Ranking, Task, run

DIMENSIONS = 384  # of both models


def build(task: Task) -> Ranking:
    """A database of one document per passage."""
    model = EmbeddingModelConfig(
        provider="openai",
        name="served",
        vector_dim=DIMENSIONS,
        base_url=task.server,
        api_key="none",
        query_prefix=task.query_prefix,
        document_prefix=task.document_prefix,
    )
    loop = asyncio.new_event_loop()
    client = HaikuRAG(
        task.folder / "haiku.lancedb", AppConfig(embeddings=EmbeddingsConfig(model=model)), create=True
    )
    loop.run_until_complete(client.__aenter__())
    loop.run_until_complete(client.import_documents([_document(*item) for item in enumerate(task.passages)]))
    search_type = "hybrid" if task.hybrid else "vector"

    def rank(question: str) -> Iterator[int]:
        for found in loop.run_until_complete(client.search(question, CHUNKS, search_type)):
            yield int(str(found.document_uri))

    return rank


def _document(at: int, passage: str) -> DocumentImport:
    document = DoclingDocument(name=str(at))
    item = document.add_text(label=DocItemLabel.PARAGRAPH, text=passage)
    chunk = Chunk(content=passage, metadata={"doc_item_refs": [item.self_ref], "labels": ["paragraph"]})
    return DocumentImport(docling_document=document, chunks=[chunk], uri=str(at))


run(build)
