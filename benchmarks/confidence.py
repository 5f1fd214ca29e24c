"""Fit the confidence of rag/evidence.py on public packs: is the answer in this article?

python benchmarks/confidence.py PACK_FOLDER... [--write]    (piaf-fr, squad2-en, xquad-xx)

Each article of the packs is a corpus of its own. Its questions are answerable, asked with another of its
passages taken out; with the passage that answers taken out, asked of another article, or marked so in the
pack, they are not. Prints the errors of each language by weights fitted without it, then the weights fitted
on all and the share of each group at or above some confidences; --write puts the weights into
rag/confidence.json.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
from packs import CachedEmbeddings
from sklearn.linear_model import LogisticRegression

import rag.evidence
from rag.asking import Asker
from rag.embedding import BundledEmbeddings
from rag.evidence import CosineReader, background
from rag.language import detect_language
from rag.lexical import Lexical, of_volumes
from rag.names import Names
from rag.retrieval import Corpus
from rag.types import Document
from rag.vectors import Vectors
from rag.volume import Header, read_volume

SIGNALS = ("relevance", "contrast", "unknown")
OTHER_ARTICLE_SHARE = 0.4  # of the questions are also asked of another article: it is the easier case
MIN_SENTENCES = 8  # of an article: in a shorter one everything is near
GROUPS = ("answerable", "passage taken out", "other article", "marked unanswerable")
WEIGHTS = Path(rag.evidence.__file__).parent / "confidence.json"

Row = tuple[str, str, str, list[float]]  # pack and language of the text, of the question, group, signals


class Rows:
    """What rag.vectors gives of one collection, from memory.

    Opening a store for each article takes hours.
    """

    def __init__(self, texts: list[str], embedder: CachedEmbeddings) -> None:
        """Embed the texts."""
        self._vectors = np.array(embedder.embed_documents(texts), dtype=np.float32)

    def nearest(self, vector: Any, n: int) -> dict[int, float]:
        """Position -> cosine of the `n` nearest."""
        cosines = self._vectors @ vector
        return {int(at): float(cosines[at]) for at in np.argsort(-cosines)[:n]}

    def similarities(self, vector: Any, positions: Iterable[int]) -> dict[int, float]:
        """Position -> cosine."""
        return {at: float(self._vectors[at] @ vector) for at in positions}

    def mean(self, positions: Iterable[int]) -> Any:
        """The mean vector."""
        return self._vectors[list(positions)].mean(axis=0)


class Memory:
    """The collections of rag.vectors.Vectors."""

    def __init__(self, corpus: Corpus, embedder: CachedEmbeddings) -> None:
        """Embed a corpus of documents without titles, so that sentences have no context."""
        self.passages = Rows([passage.text for passage in corpus.passages], embedder)
        self.sentences = self.contexts = Rows([sentence.text for sentence in corpus.sentences], embedder)
        self.background = Rows([line.text for line in background()], embedder)
        self.nearest = self.passages.nearest


class Article:
    """Passages of a pack as one document without a title."""

    def __init__(self, passages: list[dict[str, Any]], embedder: CachedEmbeddings) -> None:
        """Split and embed; the first line of a document would be its title, so it is a dash."""
        text = "\n".join(["-", *(" ".join(p["text"].split()) for p in passages)])
        document = Document("article", "", text, detect_language(text))
        volume = read_volume(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)
        header = Header("article", volume.key, document.language, volume.counts)
        corpus = Corpus([header], lambda key: volume, Lexical([of_volumes([volume])], [header]))
        self.size = len(corpus.sentences)
        vectors = cast(Vectors, Memory(corpus, embedder))
        reader, names = CosineReader(corpus, vectors), Names.of(corpus.sentences, ())
        self.asker = Asker(corpus, vectors, embedder, reader, names, [None] * self.size)

    def signals(self, question: str, language: str) -> list[float]:
        """The signals of a question."""
        found = self.asker.evidence(question, language=language).signals
        return [found.get(name, 0.0) for name in SIGNALS]


def main() -> None:
    """Collect the signals, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packs", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    random.seed(1)
    embedder = CachedEmbeddings(BundledEmbeddings())
    rows: list[Row] = []
    for folder in options.packs:
        passages, queries = (
            [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
            for name in ("corpus.jsonl", "queries.jsonl")
        )
        for language in sorted({p.get("lang", "") for p in passages}):
            groups = defaultdict(list)
            for p in passages:
                if p.get("lang", "") == language:
                    groups[p["id"].split("p")[0]].append(p)
            rows += _rows(f"{folder.name} {language}", groups, queries, embedder)
            print(folder.name, language, len(rows), flush=True)
    values = np.array([row[3] for row in rows])
    labels = np.array([row[2] for row in rows])
    answerable = labels == "answerable"
    _by_language(rows, values, labels)
    model = _fit(values, answerable)
    weights = dict(zip(SIGNALS, model.coef_[0].round(4).tolist(), strict=True))
    weights["intercept"] = round(float(model.intercept_[0]), 3)
    print(json.dumps(weights))
    confidence = model.predict_proba(values)[:, 1]
    print("| confidence |", " | ".join(GROUPS), "|")
    for limit in (0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7):
        shares = [(confidence[labels == group] >= limit).mean() for group in GROUPS if group in labels]
        print(f"| >= {limit} |", " | ".join(f"{share:.2f}" for share in shares), "|")
    if options.write:
        fitted_on = f"{len(rows)} questions of {', '.join(folder.name for folder in options.packs)}"
        WEIGHTS.write_text(
            json.dumps({"fitted_on": fitted_on, "weights": weights}, indent=2) + "\n", encoding="utf-8"
        )


def _fit(values: Any, answerable: Any) -> LogisticRegression:
    return LogisticRegression(class_weight="balanced", C=10).fit(values, answerable)


def _by_language(rows: list[Row], values: Any, labels: Any) -> None:
    """Answered shares per language by weights fitted without its questions."""
    languages = np.array([row[1] for row in rows])
    texts = np.array([row[0] for row in rows])
    print("| question | text | answered: answerable | passage taken out | balanced accuracy |")
    balanced = []
    for language in sorted(set(languages)):
        model = _fit(values[languages != language], labels[languages != language] == "answerable")
        answered = model.predict_proba(values)[:, 1] >= 0.5
        for text in sorted(set(texts[languages == language])):
            own = (languages == language) & (texts == text)
            right = answered[own & (labels == "answerable")].mean()
            wrong = answered[own & (labels == "passage taken out")].mean()
            balanced.append((right + 1 - wrong) / 2)
            print(f"| {language} | {text} | {right:.2f} | {wrong:.2f} | {balanced[-1]:.3f} |")
    print(f"balanced accuracy: mean {np.mean(balanced):.3f}, least {min(balanced):.3f}")


def _rows(
    text: str,
    groups: dict[str, list[dict[str, Any]]],
    queries: list[dict[str, Any]],
    embedder: CachedEmbeddings,
) -> list[Row]:
    rows: list[Row] = []
    articles = {name: Article(passages, embedder) for name, passages in groups.items()}
    without: dict[str, Article] = {}

    def less(name: str, gone: str) -> Article | None:
        rest = [p for p in groups[name] if p["id"] != gone]
        if gone not in without and rest:
            without[gone] = Article(rest, embedder)
        return without.get(gone)

    for query in queries:
        name = query["pid"].split("p")[0]
        if name not in articles or articles[name].size < MIN_SENTENCES:
            continue
        question, language = query["text"], query.get("lang") or detect_language(query["text"])

        def add(
            group: str, article: Article | None, question: str = question, language: str = language
        ) -> None:
            if article is not None and article.size >= MIN_SENTENCES:
                rows.append((text, language, group, article.signals(question, language)))

        if not query.get("answerable", True):
            add("marked unanswerable", articles[name])
            continue
        ids = [p["id"] for p in groups[name]]
        gold = next(id for id in ids if id.split("@")[0] == query["pid"])
        if len(ids) > 1:
            add("answerable", less(name, random.choice([id for id in ids if id != gold])))
            add("passage taken out", less(name, gold))
        if random.random() < OTHER_ARTICLE_SHARE:
            add("other article", articles[random.choice([other for other in articles if other != name])])
    return rows


if __name__ == "__main__":
    main()
