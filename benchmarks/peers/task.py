"""A task (passages, questions, a model) as a JSON file -> ranked passages and costs as a JSON file.

What each peer's script runs on, in the peer's own environment: the standard library alone.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

RANKED = 10  # passages that count
CHUNKS = 30  # asked for: several may be of one passage
_START = time.perf_counter()
_MOST_WARM_UPS = 5


@dataclass(frozen=True, slots=True)
class Task:
    """What a peer is to index and to answer."""

    passages: list[str]
    questions: list[str]
    folder: Path  # empty, for what it stores
    model: str  # folder of a sentence-transformers model
    query_prefix: str  # what the model's card asks for before a question, "" for none
    document_prefix: str
    hybrid: bool  # with the peer's own words-and-meaning ranking
    server: str  # address of an OpenAI-compatible server of the model, "" where none was started


Ranking = Callable[[str], Iterable[int]]  # question -> positions in `passages`, best first, may repeat
Build = Callable[[Task], Ranking]


def run(build: Build) -> None:
    """Index, ask all questions one by one, and write what came and what it cost.

    Seconds count from the start of the script, so that the imports are in.
    """
    task = Task(**_read(sys.argv[1]))
    rank = build(task)
    seconds_to_index = time.perf_counter() - _START
    for question in task.questions[:_MOST_WARM_UPS]:
        list(rank(question))
    ranked, milliseconds = [], []
    for question in task.questions:
        begin = time.perf_counter()
        found = list(rank(question))
        milliseconds.append(1e3 * (time.perf_counter() - begin))
        ranked.append(list(dict.fromkeys(found))[:RANKED])
    result = {
        "seconds_to_index": seconds_to_index,
        "milliseconds": milliseconds,
        "ranked": ranked,
        "peak_mib": peak_mib(),
    }
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")


def peak_mib(process: int | str = "self") -> float:
    """The most memory that a process has held so far, as Linux counts it (resident)."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("The memory of a process is read from /proc: run this on Linux.")


def _read(path: str) -> dict[str, object]:
    values: dict[str, object] = json.loads(Path(path).read_text(encoding="utf-8"))
    return values | {"folder": Path(str(values["folder"]))}
