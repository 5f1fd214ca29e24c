"""Public packs -> Markdown tables: retrieval beside its parts alone, and whether refusals are right.

A pack is a folder of corpus.jsonl (passages), queries.jsonl (questions) and qrels.tsv (what answers them).
"""

import json
import math
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from controls import PlainRanking
from tables import mean, means_with_intervals, number, table
from tqdm import tqdm

import rag
import rag.holdings
from rag.embedding import Embedder, open_embedder
from rag.settings import Settings

MEASURES = ["nDCG@10", "recall@1", "recall@5", "MRR@10"]
MAX_TITLE_CHARS = 200  # rag.loading takes a shorter first line for a title, which is never quoted
TAKEN_OUT, UNANSWERABLE = "paragraph taken out", "marked unanswerable"
REFUSAL_HEAD = [
    "corpus",
    "question",
    "without an answer",
    "questions with, without",
    "with: answered",
    "or closest",
    "with the answer",
    "without: answered",
    "or closest",
    "balanced accuracy",
]

Line = dict[str, Any]
Outcome = dict[str, float]
Group = tuple[str, str, str]  # language of the corpus, why there is no answer or "", language of the question


class CachedEmbeddings:
    """An embedder that reads no text twice: an article less one paragraph shares most of its own."""

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an embedder."""
        self._embedder = embedder
        self.name, self.max_tokens, self.count_tokens = (
            embedder.name,
            embedder.max_tokens,
            embedder.count_tokens,
        )
        self._passages: dict[str, list[float]] = {}
        self.embed_query = cache(embedder.embed_query)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        new = [text for text in dict.fromkeys(texts) if text not in self._passages]
        self._passages.update(zip(new, self._embedder.embed_documents(new), strict=True))
        return [self._passages[text] for text in texts]


@dataclass(frozen=True, slots=True)
class Task:
    """Passages, the questions that some of them answer, and the positions of these, question by question."""

    passages: list[str]
    questions: list[str]
    wanted: list[set[int]]


def read_task(folder: Path, lang: str | None, corpus_lang: str | None, most: int) -> Task:
    """What a pack asks of retrieval."""
    passages = [line for line in _lines(folder / "corpus.jsonl") if corpus_lang in (None, line.get("lang"))]
    places = {str(passage["id"]): at for at, passage in enumerate(passages)}
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query_id, *ids = row.split("\t")
        wanted[query_id] |= {places[id] for id in ids if id in places}
    asked = [q for q in _lines(folder / "queries.jsonl") if lang in (None, q.get("lang"))]
    queries = _evenly([q for q in asked if wanted.get(str(q["id"]))], most)
    return Task(
        [passage["text"] for passage in passages],
        [query["text"] for query in queries],
        [wanted[str(query["id"])] for query in queries],
    )


def retrieval_report(folder: Path, lang: str | None, corpus_lang: str | None, most: int) -> str:
    """nDCG@10, recall@1 and @5 and MRR@10 with one document per passage of the pack, and of the controls."""
    task = read_task(folder, lang, corpus_lang, most)
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    files = {f"{at}.txt": passage for at, passage in enumerate(task.passages)}
    with _shared_embedder() as embedder, _library(files) as library:
        controls = PlainRanking(task.passages, embedder)
        for question, wanted in zip(task.questions, task.wanted, strict=True):
            nearest = dict.fromkeys(p.document for p in library.retrieve(question, k=30))
            rankings = {
                "article-chat": [int(name.removesuffix(".txt")) for name in nearest],
                "e5 alone": controls.by_meaning(question),
                "BM25 alone": controls.by_words(question),
            }
            for system, ranked in rankings.items():
                found[system].append(measures(ranked[:10], wanted))
    rows = [[name, *means_with_intervals(values, MEASURES)] for name, values in found.items()]
    head = f"{len(task.passages)} passages, {len(task.questions)} questions"
    return f"{head}\n\n" + table(["system", *MEASURES], rows)


def refusal_report(folder: Path, lang: str | None, corpus_lang: str | None, most: int) -> str:
    """How often a question is answered where its article holds the answer, and where it does not.

    Each article of the pack is a corpus of one file, asked its own questions; then again without the
    paragraph that answers, unless only one would be left. Another paragraph may answer too, so 1 is out of
    reach. "With the answer": answered, and a quote holds the expected words. Balanced accuracy: the mean of
    answered where the answer is there and not answered where it is not. At most `most` questions are asked of
    each language and kind.
    """
    kinds: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for query in _lines(folder / "queries.jsonl"):
        if lang in (None, query.get("lang")):
            kinds[query.get("lang", ""), _why_not(query)].append(query)
    queries = [query for of_kind in kinds.values() for query in _evenly(of_kind, most)]
    passages: dict[str, list[Line]] = defaultdict(list)
    for passage in _lines(folder / "corpus.jsonl"):
        if corpus_lang in (None, passage.get("lang")):
            passages[passage.get("lang", "")].append(passage)
    outcomes: dict[Group, list[Outcome]] = defaultdict(list)
    with _shared_embedder():
        for language, own in passages.items():
            for why, query, outcome in _ask_articles(own, queries, language):
                outcomes[language, why, query.get("lang", "")].append(outcome)
    return _refusal_table(outcomes)


def _ask_articles(
    passages: Sequence[Line], queries: Sequence[Line], language: str
) -> Iterator[tuple[str, Line, Outcome]]:
    """Why there is no answer ("" where there is), the question and its outcome; articles of one language."""
    articles: dict[str, dict[str, str]] = defaultdict(dict)
    for passage in passages:
        place = str(passage["id"]).split("@")[0]
        articles[place.split("p")[0]][place] = passage["text"]
    for name, paragraphs in tqdm(articles.items(), desc=f"corpus {language}", unit="article"):
        asked = [query for query in queries if query["pid"].split("p")[0] == name]
        if not asked:
            continue
        with _library(_article(paragraphs)) as library:
            for query in asked:
                yield _why_not(query), query, _outcome(library, query, language)
        taken_out: dict[str, list[Line]] = defaultdict(list)
        for query in asked:
            if not _why_not(query):
                taken_out[query["pid"]].append(query)
        for gold, answered_there in taken_out.items():
            rest = {place: text for place, text in paragraphs.items() if place != gold}
            if len(rest) > 1:
                with _library(_article(rest)) as library:
                    for query in answered_there:
                        yield TAKEN_OUT, query, _outcome(library, query, language)


def _outcome(library: rag.Library, query: Line, language: str) -> Outcome:
    answer = library.ask(query["text"])
    expected = query.get("answers") or query.get("answers_by_lang", {}).get(language, [])
    quoted = " ".join(" ".join(citation.quote for citation in answer.citations).split())
    holds = any(" ".join(one["text"].split()) in quoted for one in expected)
    shown = answer.status != "unanswered"
    return {"answered": answer.answered, "shown": shown, "with the answer": answer.answered and holds}


def _refusal_table(outcomes: dict[Group, list[Outcome]]) -> str:
    """A row per language of the corpus, way of having no answer and language of the question; their means."""
    rows: list[list[str]] = []
    accuracies: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(dict)
    for (corpus, why, asked), missing in outcomes.items():
        there = outcomes.get((corpus, "", asked), [])
        if why and there:
            values = [mean(there, name) or 0.0 for name in ("answered", "shown", "with the answer")]
            values += [mean(missing, name) or 0.0 for name in ("answered", "shown")]
            values.append((values[0] + 1 - values[3]) / 2)
            accuracies[corpus, why][asked] = values
            rows.append([corpus, asked, why, f"{len(there)}, {len(missing)}", *map(number, values)])
    for (corpus, why), of_language in accuracies.items():
        if len(of_language) > 1:
            columns = zip(*of_language.values(), strict=True)
            means_of = [number(statistics.mean(column)) for column in columns]
            least = min(of_language, key=lambda asked: of_language[asked][-1])
            rows.append([corpus, f"mean of {len(of_language)}", why, "", *means_of])
            rows.append([corpus, f"least: {least}", why, "", *map(number, of_language[least])])
    return table(REFUSAL_HEAD, rows)


def measures(ranked: Sequence[int], relevant: set[int]) -> dict[str, float]:
    """Of the ten best, where `relevant` are the right ones."""
    ranks = [at for at, passage in enumerate(ranked, start=1) if passage in relevant]
    ideal = sum(1 / math.log2(at + 1) for at in range(1, min(10, len(relevant)) + 1))
    return {
        "nDCG@10": sum(1 / math.log2(at + 1) for at in ranks) / ideal,
        "recall@1": 1 in ranks,
        "recall@5": any(at <= 5 for at in ranks),
        "MRR@10": 1 / ranks[0] if ranks else 0,
    }


@contextmanager
def _shared_embedder() -> Iterator[Embedder]:
    """One cached model for all libraries: each would open its own, and read every article again."""
    shared = CachedEmbeddings(open_embedder(Settings.from_environment().embedding))
    with patch.object(rag.holdings, "open_embedder", return_value=shared):
        yield shared


@contextmanager
def _library(files: dict[str, str]) -> Iterator[rag.Library]:
    """A library over these texts, by file name."""
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary, "corpus")
        corpus.mkdir()
        for name, text in files.items():
            (corpus / name).write_text(text, encoding="utf-8")
        with rag.Library.open(corpus, Path(temporary, "index")) as library:
            yield library


def _article(paragraphs: dict[str, str]) -> dict[str, str]:
    """One file, a line per paragraph; one that could be taken for a title stands last."""
    lines = [" ".join(text.split()) for text in paragraphs.values()]
    return {"article.txt": "\n\n".join(sorted(lines, key=lambda line: len(line) <= MAX_TITLE_CHARS))}


def _why_not(query: Line) -> str:
    return "" if query.get("answerable", True) else UNANSWERABLE


def _evenly(queries: list[Line], most: int) -> list[Line]:
    return queries[:: max(1, len(queries) // most)][:most] if most else queries


def _lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
