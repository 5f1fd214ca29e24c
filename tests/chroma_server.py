"""A Chroma server of its own for a test, which can be killed, and what it holds."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import chromadb
import httpx
from chromadb.config import Settings as ChromaSettings

from rag.settings import Settings

START_SECONDS = 60  # more than enough for a busy machine


class Server:
    """`chroma run` over one folder and on one port, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        """Start it."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._folder = folder
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = "import sys; from chromadb.cli.cli import app; app()"
        options = ["run", "--path", str(self._folder), "--port", str(self._port), "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        last = time.monotonic() + START_SECONDS
        while True:
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1).raise_for_status()
                return
            except httpx.HTTPError:
                assert self._process.poll() is None, "the server ended by itself"
                assert time.monotonic() < last, "the server does not answer"
                time.sleep(0.05)

    def kill(self) -> None:
        """Kill it as kill -9 does."""
        self._process.kill()
        self._process.wait()


def stored(settings: Settings, dimension: int) -> list[tuple[str, int]]:
    """Document and start of each passage on the server, in order, read past our own code."""
    host, port = settings.chroma_url.removeprefix("http://").split(":")
    client = chromadb.HttpClient(host, int(port), settings=ChromaSettings(anonymized_telemetry=False))
    name = f"{settings.chroma_collection}-{dimension}-passages"
    if name not in [collection.name for collection in client.list_collections()]:
        return []
    rows = client.get_collection(name, embedding_function=None).get(include=["metadatas"])["metadatas"] or []
    return sorted((str(row["document"]), int(row["start"])) for row in rows)  # type: ignore[arg-type]
