"""rag.shared: one archive on a real Chroma server, used by several processes, that dies and comes back."""

import os
import random
import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from chroma_server import Server, stored
from shelves import volume
from test_indexing import ANIMALS, TRAINS, CountingEmbeddings, RandomEmbeddings, keep, nearest, vector_of

import rag
from rag.doctor import examine
from rag.errors import IndexUnreachable
from rag.indexing import Index
from rag.settings import Settings

KILLS = int(os.environ.get("KILLS", "5"))  # at random moments


@pytest.fixture
def settings(chroma: Server, request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with collections of the test's own on the server."""
    name = f"test-{abs(hash(request.node.name)) % 10**9}"
    return Settings(corpus=tmp_path / "corpus", chroma_url=chroma.url, chroma_collection=name)


def test_a_second_process_embeds_nothing_that_the_server_has(settings: Settings, tmp_path: Path) -> None:
    counting = CountingEmbeddings()
    one = Index(tmp_path / "one", counting, settings=settings)
    assert keep(one, ANIMALS, TRAINS) > 0
    counting.embedded.clear()
    other = Index(tmp_path / "other", counting, settings=settings)
    assert keep(other, ANIMALS, TRAINS) == 0
    assert counting.embedded == []
    question = vector_of(counting, "Le train part à midi.")
    assert nearest(other, question) == nearest(one, question) == ["Le train part à midi."]
    headers = other.headers()
    assert np.allclose(
        other.vectors(headers).sentences.mean(range(3)),
        one.vectors(one.headers()).sentences.mean(range(3)),
        atol=1e-3,
    )
    one.close()
    other.close()


def test_who_removes_a_document_leaves_the_others_of_another_process(
    settings: Settings, tmp_path: Path
) -> None:
    one = Index(tmp_path / "one", RandomEmbeddings(), settings=settings)
    other = Index(tmp_path / "other", RandomEmbeddings(), settings=settings)
    keep(one, ANIMALS, TRAINS)
    keep(other, ANIMALS, TRAINS)
    keep(one, ANIMALS)
    assert {name for name, _ in stored(settings, 32)} == {"a.txt"}
    assert nearest(other, vector_of(RandomEmbeddings(), "Les animaux")) == ["Les animaux"]
    keep(other, ANIMALS)
    one.close()
    other.close()
    reopened = Index(tmp_path / "other", RandomEmbeddings(), settings=settings)
    assert [header.name for header in reopened.headers()] == ["a.txt"]
    reopened.close()


def test_four_indexers_at_once_write_every_document_and_none_twice(
    settings: Settings, tmp_path: Path
) -> None:
    volumes = [volume(f"Titre {n}\nLe train {n} part.", f"doc{n}.txt") for n in range(12)]

    def write(at: int) -> None:
        index = Index(tmp_path / f"index{at}", RandomEmbeddings(), settings=settings)
        for each in random.Random(at).sample(volumes, len(volumes)):
            index.put([(each, "")])
        index.close()

    threads = [threading.Thread(target=write, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(settings, 32) == sorted((p.document, p.start) for each in volumes for p in each.passages())


def test_a_server_that_is_gone_is_said_and_one_that_is_back_answers(
    chroma: Server, settings: Settings, tmp_path: Path
) -> None:
    settings.corpus.mkdir()
    (settings.corpus / "animals.txt").write_text(ANIMALS, encoding="utf-8")
    with rag.Library(settings) as library:
        assert library.ask("Que fait le cheval ?").citations
        chroma.kill()
        with pytest.raises(IndexUnreachable, match=r"server at http://.* does not answer .*: start it"):
            library.ask("Que fait le cheval ?")
        with pytest.raises(IndexUnreachable, match="Nothing is lost"):
            library.add("trains.txt", TRAINS)
        assert sorted(path.name for path in settings.corpus.glob("*.txt")) == ["animals.txt"]
        chroma.start()
        assert library.ask("Que fait le cheval ?").citations
        library.add("trains.txt", TRAINS)
        assert "midi" in library.ask("Quand part le train ?").text
    assert [(check.ok, check.says) for check in examine(settings) if check.name == "server"] == [
        (True, f"Chroma at {chroma.url}, 5 passages of this archive")
    ]
    chroma.kill()
    with pytest.raises(IndexUnreachable, match="RAG_CHROMA_URL"):
        rag.Library(settings)
    (check,) = [check for check in examine(settings) if check.name == "server"]
    assert not check.ok
    assert "does not answer" in check.says
    chroma.start()
    rag.Library(settings).close()


def test_processes_over_one_corpus_folder_take_index_folders_of_their_own(
    settings: Settings, run_python: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    settings.corpus.mkdir()
    (settings.corpus / "animals.txt").write_text(ANIMALS, encoding="utf-8")
    program = """
import os
os.environ["RAG_CHROMA_URL"], os.environ["RAG_CHROMA_COLLECTION"] = sys.argv[2:4]
import rag
print(rag.Library.open(sys.argv[1]).embedded)
"""
    with rag.Library(settings):
        ended = run_python(program, settings.corpus, settings.chroma_url, settings.chroma_collection)
    assert ended.stdout.strip() == "0", ended.stderr
    assert sorted(path.name for path in settings.corpus.glob(".index*")) == [".index", ".index-2"]


def test_kills_of_the_server_lose_no_document_and_leave_none_twice(
    chroma: Server, settings: Settings, tmp_path: Path
) -> None:
    volumes = [volume(f"Titre {n}\nLe train {n} part.\nIl revient {n}.", f"doc{n}.txt") for n in range(30)]
    moments = random.Random(7)
    index = Index(tmp_path / "index", RandomEmbeddings(), settings=settings)
    for _ in range(KILLS):
        killing = threading.Timer(moments.uniform(0.02, 0.4), chroma.kill)
        killing.start()
        try:
            for each in volumes:
                if not index.adopt(each.document, each.key, ""):
                    index.put([(each, "")])
        except IndexUnreachable:
            pass
        killing.join()
        chroma.start()
        index.settle()
    for each in volumes:
        if not index.adopt(each.document, each.key, ""):
            index.put([(each, "")])
    index.settle()
    passages = [passage for each in volumes for passage in each.passages()]
    assert stored(settings, 32) == sorted((p.document, p.start) for p in passages)
    for passage in passages:
        assert nearest(index, vector_of(RandomEmbeddings(), passage.text)) == [passage.text]
    index.close()


def test_another_model_under_the_same_name_is_refused(settings: Settings, tmp_path: Path) -> None:
    class Renamed(RandomEmbeddings):
        name = "another"

    Index(tmp_path / "one", RandomEmbeddings(), settings=settings).close()
    with pytest.raises(IndexUnreachable, match=r"another model or splitter: .* RAG_CHROMA_COLLECTION"):
        Index(tmp_path / "two", Renamed(), settings=settings)
    Index(tmp_path / "two", Renamed(), settings=replace(settings, chroma_collection="other-name")).close()
