"""A task -> the ranking of LangChain's tutorial stack, by meaning alone: splitter, Chroma, embeddings."""

from collections.abc import Iterator

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from task import CHUNKS, Ranking, Task, run


def build(task: Task) -> Ranking:
    """A store of chunks, as in benchmarks/tutorial.py."""
    embeddings = HuggingFaceEmbeddings(
        model_name=task.model,
        encode_kwargs={"prompt": task.document_prefix},
        query_encode_kwargs={"prompt": task.query_prefix},
    )
    documents = [Document(text, metadata={"at": at}) for at, text in enumerate(task.passages)]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    store = Chroma.from_documents(chunks, embeddings, persist_directory=str(task.folder))

    def rank(question: str) -> Iterator[int]:
        for chunk in store.similarity_search(question, k=CHUNKS):
            yield int(chunk.metadata["at"])

    return rank


run(build)
