"""Fit the confidence of rag/answering.py on public packs: is the answer in this article?

python benchmarks/confidence.py XQUAD_FOLDER SQUAD_FOLDER

Each article of the packs is a corpus of its own. Its questions are answerable; with the passage that
answers taken out, or asked of another article, they are not. Prints the weights, then the share of each
group at or above some confidences.
"""

import json
import random
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from rag.answering import Baselines, background
from rag.embedding import BundledEmbeddings
from rag.indexing import Index
from rag.language import detect_language
from rag.retrieval import Corpus, rank, stems
from rag.splitting import split_document
from rag.types import Document

OTHER_ARTICLE_SHARE = 0.4  # of the questions are also asked of another article: it is the easier case


class CachedEmbeddings(BundledEmbeddings):
    """The bundled model, which reads no passage twice: the articles less one passage share most of theirs."""

    def __init__(self) -> None:
        """Load the model."""
        super().__init__()
        self._seen: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, (n, 384)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        self._seen.update(zip(new, super().embed_documents(new), strict=True))
        return [self._seen[text] for text in texts]


class Article:
    """One article of a pack, indexed."""

    def __init__(self, passages: list[dict[str, Any]], embedder: BundledEmbeddings) -> None:
        """Index the passages as one document."""
        text = "\n".join(" ".join(p["text"].split()) for p in passages)
        document = Document("article", "", "\n" + text, detect_language(text))
        pieces = split_document(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)
        self.corpus = Corpus([pieces])
        self.index = Index(Path(tempfile.mkdtemp()), embedder)
        self.index.sync(self.corpus.passages, self.corpus.sentences, background())
        self.baselines = Baselines(self.corpus, self.index)

    def signals(self, question: str, vector: Any) -> tuple[float, float]:
        """Relevance and contrast of a question."""
        ranking = rank(self.corpus, self.index, vector=vector, question=stems(question))
        return self.baselines.signals(ranking.sentences, vector)


def main() -> None:
    """Collect the signals, fit, print."""
    random.seed(1)
    embedder = CachedEmbeddings()
    rows: list[tuple[str, float, float]] = []
    for folder in map(Path, sys.argv[1:]):
        passages, queries = (
            [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
            for name in ("corpus.jsonl", "queries.jsonl")
        )
        for language in sorted({p.get("lang", "") for p in passages}):
            groups = defaultdict(list)
            for p in passages:
                if p.get("lang", "") == language:
                    groups[p["id"].split("p")[0]].append(p)
            rows += _signals(groups, queries, language, embedder)
            print(folder.name, language, len(rows), flush=True)
    labels = np.array([label for label, _, _ in rows])
    values = np.array([[relevance, contrast] for _, relevance, contrast in rows])
    model = LogisticRegression(class_weight="balanced").fit(values, labels == "answerable")
    print("weights of relevance and contrast", model.coef_.round(3), "intercept", model.intercept_.round(2))
    confidence = model.predict_proba(values)[:, 1]
    for limit in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        shares = {
            label: (confidence[labels == label] >= limit).mean().round(2) for label in sorted(set(labels))
        }
        print(limit, {label: float(share) for label, share in shares.items()})


def _signals(
    groups: dict[str, list[dict[str, Any]]],
    queries: list[dict[str, Any]],
    language: str,
    embedder: BundledEmbeddings,
) -> list[tuple[str, float, float]]:
    rows = []
    articles = {name: Article(passages, embedder) for name, passages in groups.items()}
    without: dict[str, Article] = {}
    for query in queries:
        name = query["pid"].split("p")[0]
        if name not in articles or not query.get("answerable", True):
            continue
        vector = np.asarray(embedder.embed_query(query["text"]), dtype=np.float32)
        rows.append(("answerable", *articles[name].signals(query["text"], vector)))
        gold = f"{query['pid']}@{language}" if language else query["pid"]
        rest = [p for p in groups[name] if p["id"] != gold]
        if len(rest) > 1:
            if gold not in without:
                without[gold] = Article(rest, embedder)
            rows.append(("passage taken out", *without[gold].signals(query["text"], vector)))
        if random.random() < OTHER_ARTICLE_SHARE:
            other = articles[random.choice([other for other in articles if other != name])]
            rows.append(("other article", *other.signals(query["text"], vector)))
    return rows


if __name__ == "__main__":
    main()
