"""A task -> txtai's ranking: an Embeddings database of the passages, dense or its hybrid with BM25."""

from collections.abc import Iterator

from task import CHUNKS, Ranking, Task, run
from txtai import Embeddings


def build(task: Task) -> Ranking:
    """An index of whole passages: txtai cuts none unless asked to."""
    embeddings = Embeddings(
        path=task.model,
        hybrid=task.hybrid,
        instructions={"query": task.query_prefix, "data": task.document_prefix},
    )
    embeddings.index(enumerate(task.passages))
    embeddings.save(str(task.folder))

    def rank(question: str) -> Iterator[int]:
        for at, _ in embeddings.search(question, CHUNKS):
            yield int(at)

    return rank


run(build)
