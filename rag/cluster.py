"""A corpus folder -> its rows on a Chroma server, embedded by the machines of a Ray cluster.

Each worker is given some documents at a time, whole, and writes them as rag.indexing does: rows are known by
their text, so it harms nothing to do them twice, and Ray gives those of a worker that died to another one.
Whoever opens the library afterwards finds the vectors on the server.
"""

import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from rag.bulk import bulk_embedder
from rag.embedding import open_embedder
from rag.errors import CorpusError, EmbeddingError, RagError
from rag.formats import most_bytes
from rag.indexing import Index
from rag.loading import CorpusFile, document_from, find_files
from rag.progress import Progress
from rag.settings import Settings
from rag.status import listed
from rag.syncing import volume_for

T = TypeVar("T")

_PART_BYTES = 100_000  # of files that a worker is given together: half a minute's work of one core
_SENT_BYTES = 64_000_000  # that wait in the memory of the cluster at a time
_REACHED_SECONDS = 10.0  # for a cluster to answer
_WORKER_CPUS = 4  # more make one worker hardly faster, and each has 1.5 GB of memory
_PARTS_OF_WORKER = 4  # at least, so that none waits long for the last one
_Row = dict[str, Any]  # of a Ray dataset


def embed_on_ray(settings: Settings, address: str, progress: Progress | None = None) -> int:
    """Embed what the local index does not hold; returns the number of texts that were embedded.

    `address` is a cluster's; "" is the one that RAY_ADDRESS names, or that runs here, or else one of this
    machine alone, for as long as this takes. `progress` is called with bytes. Raises RagError where no
    Chroma server is named or Ray is not installed, EmbeddingError where the cluster gives up.
    """
    if not settings.chroma_url:
        raise RagError("Workers on a cluster write to a Chroma server: name one in RAG_CHROMA_URL.")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray reports to its makers by default
    try:
        import ray.data  # noqa: F401  needs more than Ray alone
        from ray.exceptions import RayError
    except ImportError as error:
        raise RagError(f"Ray is not installed ({error}): install it with pip install -e '.[ray]'.") from error
    done = {each.name for each in listed(settings) if each.state == "indexed"}
    files = [file for file in find_files(settings.corpus)[0] if file.name not in done]
    if not files:
        return 0
    _check_reached(address or os.environ.get("RAY_ADDRESS", ""))
    total, finished, embedded = _size_of_all(files), 0, 0
    if progress:
        progress(0, total)
    try:
        with redirect_stdout(sys.stderr), _joined(address):  # Ray says there what becomes of workers
            for row in _reports(files, replace(settings, password="", chat_base_url="", index=None)):
                embedded += row["embedded"]
                finished += row["bytes"]
                if progress:
                    progress(finished, total)
    except (RayError, ConnectionError) as error:
        said = str(error).rstrip().rpartition("\n")[2] or type(error).__name__  # above it Ray's own lines
        raise EmbeddingError(
            f"The Ray cluster gave up ({said}): run the command again, what it embedded is kept."
        ) from error
    return embedded


def _joined(address: str) -> AbstractContextManager[object]:
    """The cluster, left again on exit; raises EmbeddingError where it cannot be joined."""
    import ray

    try:
        joined: AbstractContextManager[object] = ray.init(
            address or None, logging_level=logging.WARNING, log_to_driver=False
        )
    except (ConnectionError, RuntimeError, ValueError) as error:  # away, of another version, no address
        raise EmbeddingError(f"The Ray cluster cannot be joined: {error}") from error
    return joined


def _reports(files: list[CorpusFile], settings: Settings) -> Iterator[_Row]:
    """What the workers report of each part of the files, as it is done."""
    import ray
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.WARNING)
    ray.data.DataContext.get_current().enable_progress_bars = False
    workers, resources = _shares(ray.nodes())  # type: ignore[no-untyped-call]
    part_bytes = min(_PART_BYTES, _size_of_all(files) // (_PARTS_OF_WORKER * workers))
    for group in _runs(_runs(files, part_bytes, size=_size), _SENT_BYTES, size=_size_of_all):
        sent = ray.data.from_items([_row(part) for part in group], override_num_blocks=len(group))
        yield from sent.map(
            _Worker,  # type: ignore[arg-type]
            fn_constructor_args=(settings,),
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=min(workers, len(group))),
            **resources,
        ).iter_rows()


def _check_reached(address: str) -> None:
    """Raises EmbeddingError where nobody listens at host:port, for which Ray would wait for ever."""
    try:
        place = urlsplit(address if "://" in address else f"//{address}")
        if place.port:  # else "", "auto" or "local"
            socket.create_connection((place.hostname or "", place.port), timeout=_REACHED_SECONDS).close()
    except (OSError, ValueError) as error:
        raise EmbeddingError(
            f"There is no Ray cluster at {address} ({error}): start it with ray start --head, or leave the "
            "address out."
        ) from error


class _Worker:
    """Embeds documents and writes them to the Chroma server, in a process of the cluster."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._embedder = open_embedder(settings.embedding)
        self._folder = tempfile.TemporaryDirectory(prefix="article-chat-")
        self._index = Index(Path(self._folder.name), self._embedder, settings=settings)
        self._engine = bulk_embedder(self._embedder, _SENT_BYTES, settings)
        self._done: set[str] = set()  # keys of volumes

    def __call__(self, row: _Row) -> _Row:
        volumes = []
        for name, content in zip(row["names"], row["contents"], strict=True):
            try:
                volume = volume_for(document_from(bytes(content), name), self._embedder)
            except CorpusError:  # whoever opens the library is told why
                continue
            if volume.key not in self._done:  # two files may have one text
                self._done.add(volume.key)
                volumes.append((volume, ""))
        embedded = self._index.put(volumes, engine=self._engine) if volumes else 0
        return {"bytes": row["bytes"], "embedded": embedded}


def _shares(nodes: Iterable[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
    """How many workers the machines have room for, and what each one takes: a GPU, or some cores of one.

    >>> _shares([{"Alive": True, "Resources": {"CPU": 2.0}}] * 10)
    (10, {'num_cpus': 2})
    >>> _shares([{"Alive": True, "Resources": {"CPU": 2.0}}])
    (2, {'num_cpus': 1})
    """
    machines = [node["Resources"] for node in nodes if node["Alive"] and node["Resources"].get("CPU", 0) >= 1]
    if gpus := int(sum(machine.get("GPU", 0) for machine in machines)):
        return gpus, {"num_gpus": 1}
    cores = [int(machine["CPU"]) for machine in machines] or [1]
    each = min(_WORKER_CPUS, *cores) if len(cores) > 1 else min(_WORKER_CPUS, max(1, cores[0] // 2))
    return sum(core // each for core in cores), {"num_cpus": each}


def _runs(items: Iterable[T], least: int, *, size: Callable[[T], int]) -> Iterator[list[T]]:
    """The items in runs of at least that size together, but for the last."""
    run: list[T] = []
    for item in items:
        run.append(item)
        if sum(map(size, run)) >= least:
            yield run
            run = []
    if run:
        yield run


def _size(file: CorpusFile) -> int:
    return file.size


def _size_of_all(files: list[CorpusFile]) -> int:
    return sum(map(_size, files))


def _row(part: list[CorpusFile]) -> _Row:
    """What a worker is sent of some files; of one that cannot be read, which the library tells, nothing."""
    names, contents = [], []
    for file in part:
        if file.size > most_bytes(file.name):
            continue
        try:
            contents.append(file.path.read_bytes())
        except OSError:
            continue
        names.append(file.name)
    return {"names": names, "contents": contents, "bytes": _size_of_all(part)}
