"""Many people asking the page at once -> Markdown tables: errors, latency and rate beside a peer, and memory.

python benchmarks/load.py [--questions 500] [--people 50] [--peer-questions 500] [--strangers]

Real HTTP on the loopback address, as programs call Gradio's named endpoints: a POST to /gradio_api/call/ask,
then the events of its answer. Each person has one session, as gradio_client has; with --strangers each
question comes in a session of its own, as from a new visitor. The peer is a bare gr.Interface that returns a
constant: the least that a page of Gradio costs. Memory is what the server holds (resident), as Linux counts
it, after each tenth of the run.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from tables import table

ROOT = Path(__file__).resolve().parent.parent
PEER = """
import sys, gradio
page = gradio.Interface(lambda question: "Hens lay one egg a day in spring.", "text", "text", api_name="ask",
                        concurrency_limit=32)
page.launch(server_port=int(sys.argv[1]), quiet=True)
"""
ENVIRONMENT = os.environ | {"GRADIO_ANALYTICS_ENABLED": "False", "RAG_QUESTIONS_PER_MINUTE": "100000"}
OURS = [None, None, None]  # after the question: history, document and writer, as gradio_client fills them
MOST_SECONDS = 120  # for one answer
KEPT_SECONDS = 1  # a connection that is idle: well below uvicorn's 5, at which it may be closed as we send
WARM_UPS = 20
SEED = 7
SETTLED = 2  # tenths of the run that memory may take to settle: what is cached, allocated, compiled
STATUSES = {"answered", "closest", "unanswered"}
ASKED = [
    "What does the article say about {} and {}?",
    "Who spoke of {} when it came to {}?",
    "Que dit l'article de « {} » et de « {} » ?",
    "Pourquoi {} après {} ?",
    "¿Qué se dice de {} y de {}?",
    "Was steht dort über {} und {}?",
    "Che cosa si dice di {} e di {}?",
    "O que se diz sobre {} e {}?",
    "文章关于{}和{}说了什么？",
    "Что говорится о {} и {}?",
    "ماذا يقول المقال عن {} و{}؟",
]


@dataclass(slots=True)
class Tally:
    """What came of a server's questions."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[int, float]] = field(default_factory=list)  # answers so far, MiB held
    seconds: float = 0.0


def main() -> None:
    """Ask both servers and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--questions", type=int, default=500, help="put to our page")
    parser.add_argument("--people", type=int, default=50, help="who each wait for an answer, then ask again")
    parser.add_argument("--peer-questions", type=int, default=500, help="put to the peer")
    parser.add_argument("--strangers", action="store_true", help="a new session for each question")
    options = parser.parse_args()
    strangers, people = options.strangers, options.people
    with tempfile.TemporaryDirectory() as folder:
        ours = ["app.py", "--no-browser", "--index", folder, "--port"]
        own = _measure(ours, "library", OURS, options.questions, people, strangers)
    peer = _measure(["-c", PEER], "", [], options.peer_questions, people, strangers)
    print(f"{people} people{', each question in a new session' if strangers else ''}\n")
    head = ["server", "questions", "errors", "p50, ms", "p95, ms", "most, ms", "answers a second", "statuses"]
    print(table(head, [["article-chat", *_row(own)], ["a bare gr.Interface", *_row(peer)]]) + "\n")
    for error, count in (own.errors + peer.errors).most_common():
        print(f"{count} x {error}")
    for name, tally in (("article-chat", own), ("a bare gr.Interface", peer)):
        print(table(["answers", f"{name}, MiB"], [[str(done), f"{mib:.1f}"] for done, mib in tally.memory]))
        print(f"\nslope after {SETTLED} tenths: {_slope(tally.memory):+.2f} MiB a 1,000 answers\n")


def questions() -> Iterator[str]:
    """Without end, none twice: those of article.jsonl, then pairs of the article's words in 9 languages."""
    lines = (ROOT / "benchmarks" / "article.jsonl").read_text(encoding="utf-8").splitlines()
    yield from dict.fromkeys(json.loads(line)["question"] for line in lines if line)
    text = (ROOT / "corpus" / "openai-meta.txt").read_text(encoding="utf-8")
    words = sorted({word.strip("«».,:;()’'“”") for word in text.split() if len(word) > 4})
    pairs = list(itertools.permutations(words, 2))
    random.Random(SEED).shuffle(pairs)
    for form, pair in zip(itertools.cycle(ASKED), pairs, strict=False):
        yield form.format(*pair)


def _measure(
    command: list[str], ready: str, rest: Sequence[None], most: int, people: int, strangers: bool
) -> Tally:
    """Of a server that is ready once the path `ready` answers, and takes `rest` after a question."""
    with _running(*command, path=ready) as (url, process):
        return asyncio.run(_ask_all(url, process, rest, most, people, strangers))


async def _ask_all(
    url: str, process: int, rest: Sequence[None], most: int, people: int, strangers: bool
) -> Tally:
    """All questions, each person with one open at a time."""
    tally, waiting = Tally(), itertools.islice(questions(), most + WARM_UPS)
    warm = [next(waiting) for _ in range(WARM_UPS)]
    limits = httpx.Limits(
        max_connections=people, max_keepalive_connections=people, keepalive_expiry=KEPT_SECONDS
    )
    every = max(1, most // 10)

    async def person(number: int, questions: Iterable[str], tally: Tally) -> None:
        for question in questions:
            asked = {"data": [question, *rest]}
            await _ask(client, asked if strangers else asked | {"session_hash": f"person{number}"}, tally)
            done = len(tally.milliseconds)
            if done % every == 0:
                tally.memory.append((done, _held_mib(process)))

    async with httpx.AsyncClient(
        base_url=url, timeout=MOST_SECONDS, limits=limits, trust_env=False
    ) as client:
        await person(0, warm, Tally())
        tally.memory.append((0, _held_mib(process)))
        begin = time.perf_counter()
        await asyncio.gather(*(person(number, waiting, tally) for number in range(people)))
        tally.seconds = time.perf_counter() - begin
    return tally


async def _ask(client: httpx.AsyncClient, body: dict[str, Any], tally: Tally) -> None:
    """One question, to its last event; what is wrong with its answer is an error of the tally."""
    begin = time.perf_counter()
    try:
        asked = await client.post("/gradio_api/call/ask", json=body)
        asked.raise_for_status()
        told = await client.get(f"/gradio_api/call/ask/{asked.json()['event_id']}")
        told.raise_for_status()
        status = _status(told.text)
    except httpx.HTTPError as error:
        status = f"{type(error).__name__}: {error}"
    tally.milliseconds.append(1e3 * (time.perf_counter() - begin))
    if status in STATUSES or status == "constant":
        tally.statuses[status] += 1
    else:
        tally.errors[status] += 1


def _status(events: str) -> str:
    """The status of the answer in a stream of server-sent events, or what came in its place."""
    *_, last = events.strip().split("\n\n")
    fields = dict(line.partition(": ")[::2] for line in last.splitlines())
    if fields.get("event") != "complete":
        return last[:200]
    answer: Any = json.loads(fields["data"])[0]
    if isinstance(answer, str):
        return "constant"
    complete = answer["text"] and (answer["citations"] or answer["status"] == "unanswered")
    return str(answer["status"]) if complete else f"an answer without text or citations: {str(answer)[:150]}"


def _row(tally: Tally) -> list[str]:
    centiles = statistics.quantiles(tally.milliseconds, n=100)
    return [
        str(len(tally.milliseconds)),
        str(tally.errors.total()),
        *(f"{value:.0f}" for value in (centiles[49], centiles[94], max(tally.milliseconds))),
        f"{len(tally.milliseconds) / tally.seconds:.1f}",
        ", ".join(f"{count} {status}" for status, count in tally.statuses.most_common()),
    ]


def _slope(memory: list[tuple[int, float]]) -> float:
    """MiB a 1,000 answers, the line of least squares once memory has settled."""
    done, mib = np.array(memory[SETTLED:]).T
    return float(np.polyfit(done, mib, 1)[0]) * 1_000


def _held_mib(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("The memory of a process is read from /proc: run this on Linux.")


@contextmanager
def _running(*arguments: str, path: str) -> Iterator[tuple[str, int]]:
    """A server's address and process, once `path` answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    url, command = f"http://127.0.0.1:{port}/", [sys.executable, *arguments, port]
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as process:
        try:
            while True:
                try:
                    urllib.request.urlopen(url + path, timeout=MOST_SECONDS).close()
                    break
                except OSError:  # not there yet, or its index takes longer
                    if process.poll() is not None:
                        raise SystemExit(f"{' '.join(command)} ended before it served a page.") from None
                    time.sleep(0.1)
            yield url, process.pid
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
