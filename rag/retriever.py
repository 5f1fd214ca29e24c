"""Question -> LangChain Documents: `retrieve` for code that speaks LangChain."""

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.types import Passage


class LibraryRetriever(BaseRetriever):
    """The `k` best passages as Documents; metadata: document, paragraph, start, end and score (0..1)."""

    retrieve: Callable[..., list[Passage]]
    k: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            Document(
                page_content=passage.text,
                metadata={
                    "document": passage.document,
                    "paragraph": passage.paragraph,
                    "start": passage.start,
                    "end": passage.end,
                    "score": passage.score,
                },
            )
            for passage in self.retrieve(query, k=self.k)
        ]
