"""A task -> article-chat's ranking: one file per passage, the bundled model, words and meaning together."""

from collections.abc import Iterator

from task import CHUNKS, Ranking, Task, run

import rag


def build(task: Task) -> Ranking:
    """A library over the passages."""
    corpus = task.folder / "corpus"
    corpus.mkdir()
    for at, passage in enumerate(task.passages):
        (corpus / f"{at}.txt").write_text(passage, encoding="utf-8")
    library = rag.Library.open(corpus, task.folder / "index")

    def rank(question: str) -> Iterator[int]:
        for passage in library.retrieve(question, k=CHUNKS):
            yield int(passage.document.removesuffix(".txt"))

    return rank


run(build)
