"""rag.indexing, rag.catalogue, rag.store: volumes kept in a folder, through restarts, damage and kills."""

import logging
import os
import random
import shutil
import sqlite3
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import chromadb
import numpy as np
import numpy.typing as npt
import pytest
from chromadb.config import Settings as ChromaSettings
from shelves import volume

from rag.embedding import BundledEmbeddings, Embedder
from rag.errors import IndexFolderError, IndexLocked, UnknownDocument
from rag.indexing import Index
from rag.progress import Progress
from rag.shelf import Shelf
from rag.types import Sentence
from rag.vectors import Vectors
from rag.volume import Volume

PythonCommand = Callable[..., list[str]]
RunPython = Callable[..., "subprocess.CompletedProcess[str]"]

ANIMALS = "Les animaux\nLe chat dort. Le chien court.\nLe cheval mange du foin."
TRAINS = "Les trains\nLe train part à midi."

# The documents of the tests of damage: above 1,000 rows Chroma keeps vectors in files of its own.
MANY_PASSAGES = 1_100
KILLS = int(os.environ.get("KILLS", "5"))  # at random moments


class CountingEmbeddings(BundledEmbeddings):
    """The bundled model, and the texts it was given."""

    def __init__(self) -> None:
        """Load the model."""
        super().__init__()
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Keep the texts, embed them."""
        self.embedded += texts
        return super().embed_documents(texts)


class OtherEmbeddings(BundledEmbeddings):
    """The bundled model under another name."""

    name = "another-model"


class RandomEmbeddings:
    """A unit vector of 32 random numbers per text: a thousand of them cost nothing."""

    name = "random"
    max_tokens = 512

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question."""
        numbers = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(32)
        vector: list[float] = (numbers / np.linalg.norm(numbers)).tolist()
        return vector

    def count_tokens(self, text: str) -> int:
        """One per character."""
        return len(text)


def volumes(*texts: str, names: Sequence[str] = ("a.txt", "b.txt")) -> list[Volume]:
    """Volumes of documents with these texts."""
    return [volume(text, name) for name, text in zip(names, texts, strict=False)]


def keep(index: Index, *texts: str, progress: Progress | None = None) -> int:
    """Make the index hold exactly a.txt and b.txt with these texts; returns how many texts were embedded."""
    wanted = volumes(*texts)
    new = [(each, "") for each in wanted if not index.adopt(each.document, each.key, "")]
    embedded = index.put(new, progress) if new else 0
    for header in index.headers():
        if header.name not in {each.document.name for each in wanted}:
            index.remove(header.name)
    index.settle()
    return embedded


def vectors_of(index: Index) -> Vectors:
    """The vectors of all that is there, by position."""
    return index.vectors(Shelf(index.headers(), index).headers)


def nearest(index: Index, vector: npt.NDArray[np.float32], n: int = 1) -> list[str]:
    """The texts of the nearest passages."""
    shelf = Shelf(index.headers(), index)
    return [shelf.corpus.passages[at].text for at in index.vectors(shelf.headers).nearest(vector, n)]


@contextmanager
def opened(folder: Path, embedder: Embedder) -> Iterator[Index]:
    index = Index(folder, embedder)
    try:
        yield index
    finally:
        index.close()


@contextmanager
def stored(folder: Path) -> Iterator[chromadb.Collection]:
    """Chroma's collection in a closed index, read past our own code."""
    (store,) = folder.glob("chroma-*")
    client = chromadb.PersistentClient(str(store), settings=ChromaSettings(anonymized_telemetry=False))
    try:
        yield client.get_collection("passages", embedding_function=None)
    finally:
        client.close()  # type: ignore[attr-defined]


def stored_places(folder: Path) -> list[tuple[str, int, int]]:
    """Document, start and end of each row, in order."""
    with stored(folder) as collection:
        rows = collection.get(include=["metadatas"])["metadatas"] or []
    return sorted((str(row["document"]), int(row["start"]), int(row["end"])) for row in rows)  # type: ignore[arg-type]


def places(*texts: str) -> list[tuple[str, int, int]]:
    """The same of the passages that these texts are cut into."""
    return sorted((p.document, p.start, p.end) for each in volumes(*texts) for p in each.passages())


def vector_of(embedder: Embedder, text: str) -> npt.NDArray[np.float32]:
    return np.asarray(embedder.embed_documents([text])[0], dtype=np.float32)


def texts_of(*texts: str) -> set[str]:
    """All that is embedded of these texts: passages, sentences, and these in context."""
    found: set[str] = set()
    for each in volumes(*texts):
        found.update(passage.text for passage in each.passages())
        for sentence in each.sentences():
            found.update({sentence.text, f"{sentence.context} {sentence.text}".strip()})
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an index goes that is not there yet."""
    return tmp_path / "new" / "index"


@pytest.fixture(scope="module")
def counting() -> CountingEmbeddings:
    """The bundled model that counts; a test reads what was added since it began."""
    return CountingEmbeddings()


def test_what_is_there_is_not_embedded_again(folder: Path, counting: CountingEmbeddings) -> None:
    counting.embedded.clear()
    with opened(folder, counting) as index:
        assert keep(index, ANIMALS, TRAINS) == len(texts_of(ANIMALS, TRAINS))
        assert sorted(counting.embedded) == sorted(texts_of(ANIMALS, TRAINS))
        counting.embedded.clear()
        assert keep(index, ANIMALS, TRAINS) == 0
    with opened(folder, counting) as index:
        assert keep(index, ANIMALS, TRAINS) == 0
    assert counting.embedded == []


def test_a_changed_paragraph_embeds_only_its_new_texts(folder: Path, counting: CountingEmbeddings) -> None:
    changed = ANIMALS.replace("Le chien court.", "Le chien aboie.")
    with opened(folder, counting) as index:
        keep(index, ANIMALS)
        counting.embedded.clear()
        keep(index, changed)
    assert set(counting.embedded) == texts_of(changed) - texts_of(ANIMALS)
    assert len(counting.embedded) == 3  # the passage, the sentence, and the sentence behind its title
    assert stored_places(folder) == places(changed)


def test_a_paragraph_at_the_top_embeds_only_itself_and_moves_the_others(
    folder: Path, counting: CountingEmbeddings
) -> None:
    changed = ANIMALS.replace("\n", "\nIl pleut.\n", 1)
    with opened(folder, counting) as index:
        keep(index, ANIMALS)
        counting.embedded.clear()
        assert keep(index, changed) == 2
        assert set(counting.embedded) == {"Il pleut.", "Les animaux. Il pleut."}
        assert nearest(index, vector_of(counting, "Le cheval mange du foin.")) == ["Le cheval mange du foin."]
        vectors = vectors_of(index)
        horse = vectors.sentences.similarities(vector_of(counting, "Le cheval mange du foin."), range(5))
        assert max(horse, key=lambda at: horse[at]) == 4
    assert stored_places(folder) == places(changed)


def test_a_renamed_document_embeds_nothing(folder: Path, counting: CountingEmbeddings) -> None:
    (moved,) = volumes(ANIMALS, names=["c.txt"])
    with opened(folder, counting) as index:
        keep(index, ANIMALS)
        counting.embedded.clear()
        before = index.headers()[0]
        assert index.volume(before.key).document.name == "a.txt"
        document = index.volume(before.key).document
        assert index.adopt(type(document)("c.txt", document.title, document.text), before.key, "")
        assert [header.name for header in index.headers()] == ["c.txt"]
        assert index.volume(before.key).passage(1).document == "c.txt"
        index.settle()
    assert counting.embedded == []
    assert [name for name, _, _ in stored_places(folder)] == ["c.txt"] * len(moved.counts)


def test_two_documents_that_change_places_embed_nothing(folder: Path, counting: CountingEmbeddings) -> None:
    one, other = "Un titre\nIl pleut.", "Deux\nElle part."
    with opened(folder, counting) as index:
        keep(index, one, other)
        before = {header.name: header.key for header in index.headers()}
        counting.embedded.clear()
        assert keep(index, other, one) == 0
        after = {header.name: header.key for header in index.headers()}
    assert counting.embedded == []
    assert after == {"a.txt": before["b.txt"], "b.txt": before["a.txt"]}
    assert stored_places(folder) == places(other, one)


def test_the_rows_of_a_removed_document_vanish(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS, TRAINS)
        key = next(header.key for header in index.headers() if header.name == "b.txt")
        assert keep(index, ANIMALS) == 0
        assert len(nearest(index, vector_of(embedder, "Le train part à midi."), 100)) == 3
        with pytest.raises(UnknownDocument, match="was removed"):
            index.volume(key)
        assert index.names().known("Le train ?") == {}
    assert stored_places(folder) == places(ANIMALS)


def test_all_is_as_it_was_after_close_and_reopen(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS, TRAINS)
    assert stored_places(folder) == places(ANIMALS, TRAINS)
    with opened(folder, embedder) as index:
        found = [index.volume(header.key) for header in Shelf(index.headers(), index).headers]
        for before, after in zip(volumes(ANIMALS, TRAINS), found, strict=True):
            assert after.document == before.document
            assert after.sentences() == before.sentences()
            assert after.passages() == before.passages()
            assert after.said == before.said
        for each in found:
            for passage in each.passages():
                assert nearest(index, vector_of(embedder, passage.text)) == [passage.text]


def test_equal_texts_twice_in_a_document_are_both_found(folder: Path, counting: CountingEmbeddings) -> None:
    counting.embedded.clear()
    with opened(folder, counting) as index:
        keep(index, "Un titre\nIl pleut.\nElle part.\nIl pleut.")
        assert counting.embedded.count("Il pleut.") == 1
        assert nearest(index, vector_of(counting, "Il pleut."), 2) == ["Il pleut."] * 2


def test_equal_texts_in_two_documents_are_both_found(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        keep(index, "Un\nIl pleut.", "Deux\nIl pleut.")
        assert set(vectors_of(index).nearest(vector_of(embedder, "Il pleut."), 2)) == {1, 3}


def test_background_sentences_have_rows_of_their_own(folder: Path, counting: CountingEmbeddings) -> None:
    lines = [Sentence(text, "background", 1, 0, len(text)) for text in ("Il neige.", "Il vente.")]
    question = vector_of(counting, "Il neige.")
    for _ in range(2):
        index = Index(folder, counting, lines)
        keep(index, ANIMALS)
        found = vectors_of(index).background.similarities(question, range(2))
        assert found[0] == pytest.approx(1.0, abs=1e-3)
        assert found[1] < 0.99
        assert len(vectors_of(index).sentences) == 4
        counting.embedded.clear()
        index.close()
    assert counting.embedded == []


def test_an_index_of_nothing_finds_nothing(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        vectors = vectors_of(index)
        assert vectors.nearest(vector_of(embedder, "Il pleut."), 5) == {}
        assert vectors.sentences.similarities(vector_of(embedder, "Il pleut."), []) == {}
        assert vectors.sentences.mean([]).tolist() == [0.0] * 384


def test_similarities_are_the_cosines_that_numpy_gives(folder: Path, embedder: BundledEmbeddings) -> None:
    text = "\n".join([ANIMALS, "Il pleut. Elle part.", "漢字。", "The rain falls. 🙂"])
    (own,) = volumes(text)
    question = np.asarray(embedder.embed_query("Que fait le cheval ?"), dtype=np.float32)
    stored_vectors = np.asarray(embedder.embed_documents([s.text for s in own.sentences()]))
    cosines = stored_vectors @ question
    with opened(folder, embedder) as index:
        keep(index, text)
        vectors = vectors_of(index)
        exact = vectors.sentences.similarities(question, [2, 0])
        mean = vectors.sentences.mean([0, 2])
        found = vectors.nearest(question, 100)
        passages = vectors.passages.similarities(question, range(len(own.counts)))
    assert exact == pytest.approx({0: cosines[0], 2: cosines[2]}, abs=1e-4)
    assert mean == pytest.approx((stored_vectors[0] + stored_vectors[2]) / 2, abs=1e-4)
    assert found == pytest.approx(passages, abs=2e-4)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_nearest_gives_no_more_than_it_is_asked_for(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS)
        assert len(nearest(index, vector_of(embedder, "Il pleut."), 2)) == 2


def assert_rebuilt(
    folder: Path, embedder: Embedder, caplog: pytest.LogCaptureFixture, reason: str, *, embeds: bool
) -> None:
    """The index opens with one warning, finds all, and needs no rebuilding the next time."""
    caplog.clear()
    with caplog.at_level(logging.WARNING, "rag"), opened(folder, embedder) as index:
        assert keep(index, ANIMALS) == (len(texts_of(ANIMALS)) if embeds else 0)
        assert nearest(index, vector_of(embedder, "Le cheval mange du foin.")) == ["Le cheval mange du foin."]
    warnings = [record.getMessage() for record in caplog.records if "is rebuilt" in record.getMessage()]
    assert warnings
    assert str(folder) in warnings[0]
    assert reason in warnings[0]
    caplog.clear()
    with caplog.at_level(logging.WARNING, "rag"), opened(folder, embedder) as index:
        assert keep(index, ANIMALS) == 0
    assert "is rebuilt" not in caplog.text
    assert stored_places(folder) == places(ANIMALS)


def test_the_index_of_another_model_is_rebuilt_with_a_warning(
    folder: Path, embedder: BundledEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS)
    assert_rebuilt(folder, OtherEmbeddings(), caplog, "another model", embeds=True)


def test_the_index_of_a_model_of_another_dimension_is_rebuilt_with_a_warning(
    folder: Path, embedder: BundledEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(folder, RandomEmbeddings()) as index:
        keep(index, ANIMALS)
    assert_rebuilt(folder, embedder, caplog, "another dimension and model", embeds=True)


def test_the_index_of_another_splitter_is_rebuilt_with_a_warning(
    folder: Path, embedder: BundledEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS)
    with stored(folder) as collection:
        collection.modify(metadata={**(collection.metadata or {}), "splitter": "0"})
    connection = sqlite3.connect(folder / "catalogue.db")
    with connection:
        connection.execute("update kind set kind = replace(kind, 'splitter', 'other')")
    connection.close()
    assert_rebuilt(folder, embedder, caplog, "another splitter", embeds=True)


def garbled(data: bytes) -> bytes:
    return b"\xab" * len(data)


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def zeroed(data: bytes) -> bytes:
    return bytes(len(data))


@pytest.mark.parametrize("damage", [garbled, half])
@pytest.mark.parametrize(
    ("pattern", "reason", "embeds"),
    [
        ("chroma-*/chroma.sqlite3", "damaged", False),
        ("catalogue.db", "its catalogue is damaged", True),
        ("vectors-*", "its vectors are damaged", True),
    ],
    ids=["Chroma", "catalogue", "vectors"],
)
def test_a_damaged_file_is_rebuilt_with_a_warning(
    folder: Path,
    embedder: BundledEmbeddings,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[bytes], bytes],
    pattern: str,
    reason: str,
    embeds: bool,
) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS)
    (file,) = folder.glob(pattern)
    file.write_bytes(damage(file.read_bytes()))
    assert_rebuilt(folder, embedder, caplog, reason, embeds=embeds)


def test_a_file_in_place_of_the_store_is_rebuilt_with_a_warning(
    folder: Path, embedder: BundledEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir(parents=True)
    (folder / "chroma-1").write_text("no folder")
    with caplog.at_level(logging.WARNING, "rag.store"), opened(folder, embedder) as index:
        assert keep(index, ANIMALS) == len(texts_of(ANIMALS))
    assert "is rebuilt: it is damaged" in caplog.text


@pytest.mark.parametrize("lost", ["chroma.sqlite3", ""], ids=["database", "store"])
def test_what_was_deleted_of_chroma_is_written_again_without_embedding(
    folder: Path, embedder: BundledEmbeddings, lost: str
) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS, TRAINS)
    (store,) = folder.glob("chroma-*")
    if lost:
        (store / lost).unlink()
    else:
        shutil.rmtree(store)
    with opened(folder, embedder) as index:
        assert keep(index, ANIMALS, TRAINS) == 0
        assert nearest(index, vector_of(embedder, "Le train part à midi.")) == ["Le train part à midi."]
    assert stored_places(folder) == places(ANIMALS, TRAINS)


def many() -> str:
    return "\n\n".join(f"Phrase {n}" for n in range(MANY_PASSAGES))


@pytest.fixture(scope="module")
def large_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed index with vector files of Chroma's; to be copied, not opened."""
    folder = tmp_path_factory.mktemp("large") / "index"
    with opened(folder, RandomEmbeddings()) as index:
        keep(index, many())
    assert list(folder.glob("chroma-*/*/data_level0.bin"))
    return folder


def reopen_the_large_index(folder: Path) -> None:
    """Open, sync, and check that every passage is found."""
    with opened(folder, RandomEmbeddings()) as index:
        assert keep(index, many()) == 0
        for n in range(0, MANY_PASSAGES, 50):
            vector = np.asarray(RandomEmbeddings().embed_query(f"Phrase {n}"), dtype=np.float32)
            assert nearest(index, vector) == [f"Phrase {n}"]


@pytest.fixture
def copied_index(large_index: Path, tmp_path: Path) -> Path:
    """A copy of the large index, to be damaged."""
    return shutil.copytree(large_index, tmp_path / "index")


def test_a_large_index_needs_no_rebuilding(copied_index: Path, caplog: pytest.LogCaptureFixture) -> None:
    reopen_the_large_index(copied_index)
    assert "is rebuilt" not in caplog.text


REOPEN = """
import logging
import os
from pathlib import Path
sys.path.insert(0, sys.argv[2])
logging.basicConfig(level=logging.WARNING)
from test_indexing import reopen_the_large_index
reopen_the_large_index(Path(sys.argv[1]))
"""


def assert_rebuilt_elsewhere(run_python: RunPython, folder: Path) -> None:
    """Reopen in a process of its own: Chroma runs into a SIGSEGV on some damage."""
    ended = run_python(REOPEN, folder, Path(__file__).parent)
    assert ended.returncode == 0, ended.stderr
    assert "is rebuilt" in ended.stderr


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        pytest.param("header.bin", garbled, id="garbled header"),
        pytest.param("data_level0.bin", garbled, id="garbled vectors"),
        pytest.param("data_level0.bin", half, id="half of the vectors"),
        pytest.param("length.bin", zeroed, id="zeroed lengths"),
    ],
)
def test_a_damaged_vector_file_is_rebuilt_with_a_warning(
    copied_index: Path, run_python: RunPython, name: str, damage: Callable[[bytes], bytes]
) -> None:
    paths = [path for path in copied_index.glob(f"chroma-*/*/{name}") if path.stat().st_size]
    assert paths
    for path in paths:
        path.write_bytes(damage(path.read_bytes()))
    assert_rebuilt_elsewhere(run_python, copied_index)


def test_deleted_vector_files_are_rebuilt_with_a_warning(copied_index: Path, run_python: RunPython) -> None:
    vector_folders = {path.parent for path in copied_index.glob("chroma-*/*/data_level0.bin")}
    assert vector_folders
    for path in vector_folders:
        shutil.rmtree(path)
    assert_rebuilt_elsewhere(run_python, copied_index)


OPEN_HERE = """
import os
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_indexing import Index, RandomEmbeddings
from rag.errors import RagError
folder = Path(sys.argv[1])
if len(sys.argv) > 3 and os.geteuid() == 0:  # root may write anywhere: go on as nobody
    os.chdir(folder.parent)
    folder = Path(folder.name)
    os.setgid(65534)
    os.setuid(65534)
try:
    Index(folder, RandomEmbeddings()).close()
    print("opened")
except RagError as error:
    print(type(error).__name__, error)
"""


def open_elsewhere(run_python: RunPython, folder: Path, *, as_nobody: bool = False) -> str:
    """What a second process says that opens and closes the index."""
    ended = run_python(OPEN_HERE, folder, Path(__file__).parent, *(["nobody"] if as_nobody else []))
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_a_second_process_is_told_that_the_index_is_in_use_until_it_is_closed(
    folder: Path, run_python: RunPython
) -> None:
    first, second = Index(folder, RandomEmbeddings()), Index(folder, RandomEmbeddings())
    first.close()
    said = open_elsewhere(run_python, folder)
    second.close()
    assert said.startswith("IndexLocked Another process is using the index")
    assert str(folder) in said
    assert "--index or RAG_INDEX" in said
    assert open_elsewhere(run_python, folder) == "opened"


def test_one_process_may_open_an_index_twice(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as first:
        keep(first, ANIMALS)
        with opened(folder, embedder) as second:
            assert keep(second, ANIMALS) == 0
            assert keep(second, ANIMALS, TRAINS) > 0
        assert keep(first, ANIMALS, TRAINS) == 0
        for question in ("Le cheval mange du foin.", "Le train part à midi."):
            assert nearest(first, vector_of(embedder, question)) == [question]


def test_one_process_may_open_an_index_by_two_paths(
    folder: Path, embedder: BundledEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(folder, embedder) as first:
        keep(first, ANIMALS)
        monkeypatch.chdir(folder.parent)
        with opened(Path("index"), embedder) as second:
            assert keep(second, ANIMALS) == 0


def test_one_process_may_open_an_index_from_two_threads(folder: Path) -> None:
    errors: list[IndexLocked] = []

    def open_and_close() -> None:
        try:
            Index(folder, RandomEmbeddings()).close()
        except IndexLocked as error:
            errors.append(error)

    with opened(folder, RandomEmbeddings()):
        thread = threading.Thread(target=open_and_close)
        thread.start()
        thread.join()
    if errors:
        raise errors[0]


def test_an_index_that_another_thread_closes_is_given_back(folder: Path, run_python: RunPython) -> None:
    index = Index(folder, RandomEmbeddings())
    thread = threading.Thread(target=index.close)
    thread.start()
    thread.join()
    assert open_elsewhere(run_python, folder) == "opened"


@pytest.mark.parametrize("place", ["a file", "a file/below"])
def test_a_file_in_place_of_the_folder_is_an_error_that_names_the_setting(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("no folder")
    with pytest.raises(IndexFolderError, match=rf"index folder .*/{place} cannot be written .* RAG_INDEX"):
        Index(tmp_path / place, RandomEmbeddings())


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux's /proc")
def test_a_place_where_nothing_can_be_made_is_an_error_that_names_the_setting() -> None:
    with pytest.raises(IndexFolderError, match=r"/proc/index cannot be written .* --index or RAG_INDEX"):
        Index(Path("/proc/index"), RandomEmbeddings())


@pytest.mark.parametrize("holds_a_lock", [False, True])
def test_a_read_only_folder_is_an_error_that_names_the_setting(
    tmp_path: Path, run_python: RunPython, holds_a_lock: bool
) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    if holds_a_lock:
        (folder / "lock").touch()
        (folder / "lock").chmod(0o666)
    tmp_path.chmod(0o755)
    folder.chmod(0o555)
    said = open_elsewhere(run_python, folder, as_nobody=True)
    folder.chmod(0o755)
    assert said.startswith("IndexFolderError The index folder")
    assert "cannot be written (Permission denied)" in said
    assert "--index or RAG_INDEX" in said


PUT_ONE_BY_ONE = """
import random
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_indexing import Index, RandomEmbeddings, short_volumes
index = Index(Path(sys.argv[1]), RandomEmbeddings())
print("open", flush=True)
for volume in short_volumes():
    if not index.adopt(volume.document, volume.key, ""):
        index.put([(volume, "")])
    if volume.document.name in ("doc7.txt", "doc23.txt"):
        index.remove(volume.document.name)
    index.settle()
print("done", flush=True)
"""


def short_volumes() -> list[Volume]:
    return [
        volume(f"Titre {n}\nLe train {n} part.\nIl revient à {n} heures.", f"doc{n}.txt") for n in range(40)
    ]


def test_a_kill_at_any_moment_leaves_every_document_whole_and_none_twice(
    folder: Path, python_command: PythonCommand
) -> None:
    moments = random.Random(6)
    command = python_command(PUT_ONE_BY_ONE, folder, Path(__file__).parent)
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline() == "open\n"
            time.sleep(moments.uniform(0, 0.4))
            process.kill()
        with opened(folder, RandomEmbeddings()) as index:
            headers = index.headers()
            assert len({header.name for header in headers}) == len(headers)
            passages = [p for header in headers for p in index.volume(header.key).passages()]
            for passage in passages:
                assert nearest(index, vector_of(RandomEmbeddings(), passage.text)) == [passage.text]
        expected = sorted((p.document, p.start, p.end) for p in passages)
        assert stored_places(folder) == expected
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with opened(folder, RandomEmbeddings()) as index:
        assert len(index.headers()) == 38


def test_a_kill_in_the_middle_of_a_long_document_keeps_what_was_embedded(
    folder: Path, python_command: PythonCommand
) -> None:
    program = """
import os, signal
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_indexing import Index, RandomEmbeddings, many, volume
def die(done, total):
    if done > 1500:
        os.kill(os.getpid(), signal.SIGKILL)
Index(Path(sys.argv[1]), RandomEmbeddings()).put([(volume(many(), "a.txt"), "")], die)
"""
    ended = subprocess.run(python_command(program, folder, Path(__file__).parent), check=False)
    assert ended.returncode == -9
    with opened(folder, RandomEmbeddings()) as index:
        assert index.headers() == []
        assert keep(index, many()) <= len(texts_of(many())) - 1_000
        assert nearest(index, vector_of(RandomEmbeddings(), "Phrase 7")) == ["Phrase 7"]


def test_vectors_that_nobody_needs_leave_their_file(folder: Path) -> None:
    with opened(folder, RandomEmbeddings()) as index:
        keep(index, many())
        keep(index, ANIMALS, TRAINS)
    before = sum(file.stat().st_size for file in folder.glob("vectors-*"))
    with opened(folder, RandomEmbeddings()) as index:
        assert keep(index, ANIMALS, TRAINS) == 0
        assert nearest(index, vector_of(RandomEmbeddings(), "Les trains")) == ["Les trains"]
    assert sum(file.stat().st_size for file in folder.glob("vectors-*")) < before / 100


def test_an_index_folder_holds_what_its_module_says(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS)
    assert {path.name for path in folder.iterdir()} == {"catalogue.db", "chroma-1", "lock", "vectors-1"}


def test_a_view_of_one_document_finds_all_of_it_and_nothing_else(
    folder: Path, embedder: BundledEmbeddings
) -> None:
    other = "Les trains\n" + "\n".join(f"Le train numéro {n} part à midi." for n in range(60))
    with opened(folder, embedder) as index:
        keep(index, ANIMALS, other)
        shelf = Shelf(index.headers(), index)
        view = index.vectors([shelf.header("a.txt")], whole=False)
        question = np.asarray(embedder.embed_query("Quel train part à midi ?"), dtype=np.float32)
        (animals,) = volumes(ANIMALS)
        vectors = np.asarray(embedder.embed_documents([p.text for p in animals.passages()]))
        assert set(index.vectors(shelf.headers).nearest(question, 3)).isdisjoint(range(3))
        assert view.nearest(question, 4) == pytest.approx(dict(enumerate(vectors @ question)), abs=1e-4)
        assert len(view.nearest(question, 2)) == 2


def test_rows_are_deleted_once_those_who_read_them_have_ended(
    folder: Path, embedder: BundledEmbeddings
) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS, TRAINS)
        before = Shelf(index.headers(), index)
        removal = threading.Thread(target=lambda: keep(index, ANIMALS))
        with index.reading():
            removal.start()
            removal.join(0.5)
            assert removal.is_alive()
            assert before.document("b.txt").text == TRAINS
            assert len(index.vectors(before.headers).nearest(vector_of(embedder, "Le train."), 5)) == 5
        removal.join(30)
        assert not removal.is_alive()
        with pytest.raises(UnknownDocument):
            before.document("b.txt")


def test_progress_counts_the_texts_from_none_to_all(folder: Path, embedder: BundledEmbeddings) -> None:
    steps: list[tuple[int, int]] = []
    text = "Un titre\n" + "\n".join(f"Le train numéro {n} part." for n in range(40))
    with opened(folder, embedder) as index:
        assert keep(index, text, progress=lambda *step: steps.append(step)) == 81
        assert steps == [(0, 81), (32, 81), (64, 81), (81, 81)]
        keep(index, text, progress=lambda *step: steps.append(step))
        assert len(steps) == 4


def test_what_ends_an_embedding_leaves_all_as_it_was(folder: Path, embedder: BundledEmbeddings) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with opened(folder, embedder) as index:
        keep(index, ANIMALS)
        with pytest.raises(KeyboardInterrupt):
            keep(index, ANIMALS, TRAINS, progress=stop)
        assert [header.name for header in index.headers()] == ["a.txt"]
    assert stored_places(folder) == places(ANIMALS)


def test_a_closed_index_says_so(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        keep(index, ANIMALS)
    with pytest.raises(IndexFolderError, match="closed: open it again"):
        keep(index, ANIMALS)
    with pytest.raises(IndexFolderError, match="closed: open it again"), index.reading():
        pass
