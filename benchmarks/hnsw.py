"""Build Chroma's graph over an archive's passages with other parameters, and print recall, time and size.

python benchmarks/hnsw.py ARCHIVE INDEX [--graphs 16,100 32,200 48,400] [--searches 400 800 1600]

The archive is one that benchmarks/scale.py has indexed. A graph is max_neighbors,ef_construction; each is
searched with every ef_search. Recall is that of the ten nearest passages among the hundred asked for, as
rag.retrieval asks, against a comparison with all.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from scale import CANDIDATES, HALF_PRECISION, NEIGHBOURS, PROBES, questions_of
from tables import table

import rag
from rag.collection import Collection
from rag.vectors import Floats

_ROWS = 5_000  # written at a time


def main() -> None:
    """Build, search, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--graphs", nargs="+", default=["16,100", "32,200", "48,400"])
    parser.add_argument("--searches", nargs="+", type=int, default=[400, 800, 1_600])
    options = parser.parse_args()
    with rag.Library.open(options.archive, options.index) as library:
        desk = library._desk
        passages = np.concatenate(
            [
                desk._vectors.passages._file.rows(desk._vectors.passages._rows[at : at + _ROWS])
                for at in range(0, len(desk._vectors.passages), _ROWS)
            ]
        )
        np.random.default_rng(1).shuffle(passages)  # as documents come
        vectors = [desk._asker.vector(question) for question in questions_of(library, PROBES)]
    print(f"{len(passages):,} passages, {len(vectors)} questions\n", flush=True)
    rows = []
    for graph in options.graphs:
        max_neighbors, ef_construction = map(int, graph.split(","))
        with tempfile.TemporaryDirectory() as folder:
            built = build(folder, passages, max_neighbors, ef_construction)
            for ef_search in options.searches:
                row = searched(folder, passages, vectors, ef_search)
                rows.append([str(max_neighbors), str(ef_construction), str(ef_search), *built, *row])
                print(rows[-1], flush=True)
    head = ["max_neighbors", "ef_construction", "ef_search", "built", "size", "a search"]
    print("\n" + table([*head, f"recall@{NEIGHBOURS}"], rows))


def build(folder: str, passages: Floats, max_neighbors: int, ef_construction: int) -> list[str]:
    """Build a graph; the seconds and the size."""
    with opened(folder) as client:
        graph = {"max_neighbors": max_neighbors, "ef_construction": ef_construction}
        collection = Collection(client, "passages", {"a": 0}, {"hnsw": {"space": "cosine", **graph}})
        begin = time.perf_counter()
        for at in range(0, len(passages), _ROWS):
            part = passages[at : at + _ROWS]
            collection.write([str(at + n) for n in range(len(part))], part, [{"at": 0}] * len(part))
        collection.nearest(passages[0], 1)  # what was written last is built in now
        seconds = time.perf_counter() - begin
    size = sum(path.stat().st_size for path in Path(folder).glob("*/*"))
    return [f"{seconds:.0f} s", f"{size / 1e6:.0f} MB"]


def searched(folder: str, passages: Floats, vectors: list[Floats], ef_search: int) -> list[str]:
    """Search with that effort: milliseconds and recall."""
    with opened(folder) as client:
        client.get_collection("passages").modify(configuration={"hnsw": {"ef_search": ef_search}})
    recalls, times = [], []
    with opened(folder) as client:
        collection = client.get_collection("passages", embedding_function=None)

        def nearest(vector: Floats) -> list[int]:
            found = collection.query(
                query_embeddings=vector[np.newaxis], n_results=CANDIDATES, include=["distances"]
            )
            return [int(id) for id in found["ids"][0]]

        nearest(vectors[0])
        for vector in vectors:
            cosines = passages @ vector
            least = np.partition(cosines, -NEIGHBOURS)[-NEIGHBOURS] - HALF_PRECISION
            begin = time.perf_counter()
            found = nearest(vector)
            times.append(1e3 * (time.perf_counter() - begin))
            recalls.append(min(np.count_nonzero(cosines[found] >= least), NEIGHBOURS) / NEIGHBOURS)
    return [f"{statistics.median(times):.1f} ms", f"{statistics.mean(recalls):.4f}"]


@contextmanager
def opened(folder: str) -> Iterator[ClientAPI]:
    """Chroma over a folder."""
    client = chromadb.PersistentClient(folder, settings=ChromaSettings(anonymized_telemetry=False))
    try:
        yield client
    finally:
        client.close()


if __name__ == "__main__":
    main()
