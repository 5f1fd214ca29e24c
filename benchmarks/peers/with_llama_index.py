"""A task -> LlamaIndex's ranking: VectorStoreIndex, or its fusion of that with its BM25 retriever."""

from collections.abc import Iterator

from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from task import CHUNKS, Ranking, Task, run


def build(task: Task) -> Ranking:
    """An index of nodes of LlamaIndex's own splitter; no model writes or rewrites anything."""
    Settings.llm = MockLLM()
    embedding = HuggingFaceEmbedding(
        model_name=task.model, query_instruction=task.query_prefix, text_instruction=task.document_prefix
    )
    documents = [Document(text=text, id_=str(at)) for at, text in enumerate(task.passages)]
    nodes = Settings.node_parser.get_nodes_from_documents(documents)
    index = VectorStoreIndex(nodes, embed_model=embedding)
    index.storage_context.persist(str(task.folder))
    retriever = index.as_retriever(similarity_top_k=CHUNKS)
    if task.hybrid:
        words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=min(CHUNKS, len(nodes)))
        retriever = QueryFusionRetriever(
            [retriever, words],
            similarity_top_k=CHUNKS,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
        )

    def rank(question: str) -> Iterator[int]:
        for found in retriever.retrieve(question):
            yield int(found.node.ref_doc_id)

    return rank


run(build)
