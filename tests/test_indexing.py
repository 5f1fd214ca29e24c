"""rag.indexing, rag.store: pieces and vectors in a real Chroma folder, through restarts, damage and kills."""

import logging
import shutil
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import chromadb
import numpy as np
import numpy.typing as npt
import pytest
from chromadb.config import Settings as ChromaSettings

from rag.embedding import BundledEmbeddings, Embedder
from rag.errors import IndexFolderError, IndexLocked
from rag.indexing import Index
from rag.splitting import split_document
from rag.types import Document, Passage, Sentence

PythonCommand = Callable[..., list[str]]
RunPython = Callable[..., "subprocess.CompletedProcess[str]"]
Places = set[tuple[str, int, int, int]]

ANIMALS = "Les animaux\nLe chat dort. Le chien court.\nLe cheval mange du foin."
TRAINS = "Les trains\nLe train part à midi."

# The pieces of the tests of damage: above 1,000 rows Chroma keeps vectors in files of its own.
MANY_ROWS = 1_100


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


def pieces(*texts: str, names: Sequence[str] = ("a.txt", "b.txt")) -> tuple[list[Passage], list[Sentence]]:
    """Passages and sentences of documents with these texts."""
    documents = [
        split_document(Document(name, "", text), count_tokens=len, max_tokens=512)
        for name, text in zip(names, texts, strict=False)
    ]
    return (
        [piece for document in documents for piece in document.passages],
        [piece for document in documents for piece in document.sentences],
    )


def places(rows: Sequence[Passage | Sentence]) -> Places:
    return {(row.document, row.paragraph, row.start, row.end) for row in rows}


@contextmanager
def opened(folder: Path, embedder: Embedder) -> Iterator[Index]:
    index = Index(folder, embedder)
    try:
        yield index
    finally:
        index.close()


@contextmanager
def stored(folder: Path, name: str) -> Iterator[chromadb.Collection]:
    """A collection of a closed index, read past our own code."""
    (store,) = folder.glob("chroma-*")
    client = chromadb.PersistentClient(str(store), settings=ChromaSettings(anonymized_telemetry=False))
    try:
        yield client.get_collection(name, embedding_function=None)
    finally:
        client.close()  # type: ignore[attr-defined]


def stored_places(folder: Path, name: str) -> Places:
    with stored(folder, name) as collection:
        rows = collection.get(include=["metadatas"])["metadatas"] or []
    assert len(rows) == len({tuple(sorted(row.items())) for row in rows})
    return {(str(r["document"]), int(r["paragraph"]), int(r["start"]), int(r["end"])) for r in rows}  # type: ignore[arg-type]


def vector_of(embedder: Embedder, text: str) -> npt.NDArray[np.float32]:
    return np.asarray(embedder.embed_documents([text])[0], dtype=np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an index goes that is not there yet."""
    return tmp_path / "new" / "index"


@pytest.fixture(scope="module")
def counting() -> CountingEmbeddings:
    """The bundled model that counts; a test reads what was added since it began."""
    return CountingEmbeddings()


def test_the_second_sync_embeds_nothing(folder: Path, counting: CountingEmbeddings) -> None:
    passages, sentences = pieces(ANIMALS, TRAINS)
    counting.embedded.clear()
    with opened(folder, counting) as index:
        # Seven texts: two titles and two paragraphs of one sentence each are passage and sentence in one.
        assert index.sync(passages, sentences) == 7
        texts = {passage.text for passage in passages} | {sentence.text for sentence in sentences}
        assert sorted(counting.embedded) == sorted(texts)
        assert index.sync(passages, sentences) == 0
    with opened(folder, counting) as index:
        assert index.sync(passages, sentences) == 0
    assert len(counting.embedded) == 7


def test_a_changed_paragraph_embeds_only_its_new_texts(folder: Path, counting: CountingEmbeddings) -> None:
    with opened(folder, counting) as index:
        index.sync(*pieces(ANIMALS))
        counting.embedded.clear()
        assert index.sync(*pieces(ANIMALS.replace("Le chien court.", "Le chien aboie."))) == 2
    assert sorted(counting.embedded) == ["Le chat dort. Le chien aboie.", "Le chien aboie."]


def test_a_paragraph_at_the_top_embeds_only_itself_and_moves_the_others(
    folder: Path, counting: CountingEmbeddings
) -> None:
    passages, sentences = pieces(ANIMALS.replace("\n", "\nIl pleut.\n", 1))
    with opened(folder, counting) as index:
        index.sync(*pieces(ANIMALS))
        counting.embedded.clear()
        assert index.sync(passages, sentences) == 1
        assert counting.embedded == ["Il pleut."]
        horse = next(at for at, piece in enumerate(sentences) if "cheval" in piece.text)
        assert index.vectors.sentences.nearest(vector_of(counting, "Le cheval mange du foin."), 1) == {
            horse: pytest.approx(1.0, abs=1e-4)
        }
    assert stored_places(folder, "passages") == places(passages)
    assert stored_places(folder, "sentences") == places(sentences)


def test_the_rows_of_a_removed_document_vanish(folder: Path, embedder: BundledEmbeddings) -> None:
    passages, sentences = pieces(ANIMALS)
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS, TRAINS))
        assert index.sync(passages, sentences) == 0
        found = index.vectors.sentences.nearest(vector_of(embedder, "Le train part à midi."), 100)
        assert set(found) == set(range(len(sentences)))
    assert stored_places(folder, "passages") == places(passages)
    assert stored_places(folder, "sentences") == places(sentences)


def test_rows_equal_the_pieces_after_close_and_reopen(folder: Path, embedder: BundledEmbeddings) -> None:
    passages, sentences = pieces(ANIMALS, TRAINS)
    with opened(folder, embedder) as index:
        index.sync(passages, sentences)
    assert stored_places(folder, "passages") == places(passages)
    assert stored_places(folder, "sentences") == places(sentences)
    with opened(folder, embedder) as index:
        index.sync(passages, sentences)
        for position, sentence in enumerate(sentences):
            assert list(index.vectors.sentences.nearest(vector_of(embedder, sentence.text), 1)) == [position]


def test_equal_texts_twice_in_a_document_are_both_found(folder: Path, counting: CountingEmbeddings) -> None:
    passages, sentences = pieces("Un titre\nIl pleut.\nElle part.\nIl pleut.")
    counting.embedded.clear()
    with opened(folder, counting) as index:
        assert index.sync(passages, sentences) == 3
        assert set(index.vectors.sentences.nearest(vector_of(counting, "Il pleut."), 2)) == {1, 3}
        assert set(index.vectors.passages.nearest(vector_of(counting, "Il pleut."), 2)) == {1, 3}
    assert stored_places(folder, "sentences") == places(sentences)


def test_equal_texts_in_two_documents_are_both_found(folder: Path, embedder: BundledEmbeddings) -> None:
    passages, sentences = pieces("Un\nIl pleut.", "Deux\nIl pleut.")
    with opened(folder, embedder) as index:
        index.sync(passages, sentences)
        assert set(index.vectors.sentences.nearest(vector_of(embedder, "Il pleut."), 2)) == {1, 3}


def test_background_sentences_have_rows_of_their_own(folder: Path, embedder: BundledEmbeddings) -> None:
    passages, sentences = pieces(ANIMALS)
    _, background = pieces("Il neige. Il vente.", names=["background"])
    with opened(folder, embedder) as index:
        index.sync(passages, sentences, background)
        assert set(index.vectors.background.nearest(vector_of(embedder, "Il neige."), 100)) == {0, 1}
        assert set(index.vectors.sentences.nearest(vector_of(embedder, "Il neige."), 100)) == {0, 1, 2, 3}


def test_an_index_of_nothing_finds_nothing(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        assert index.sync([], []) == 0
        assert index.vectors.sentences.nearest(vector_of(embedder, "Il pleut."), 5) == {}
        assert index.vectors.sentences.similarities(vector_of(embedder, "Il pleut."), []) == {}
        assert index.vectors.sentences.mean([]).tolist() == [0.0] * 384


def test_similarities_are_the_cosines_that_numpy_gives(folder: Path, embedder: BundledEmbeddings) -> None:
    passages, sentences = pieces("\n".join([ANIMALS, "Il pleut. Elle part.", "漢字。", "The rain falls. 🙂"]))
    question = np.asarray(embedder.embed_query("Que fait le cheval ?"), dtype=np.float32)
    vectors = np.asarray(embedder.embed_documents([sentence.text for sentence in sentences]))
    cosines = vectors @ question / np.linalg.norm(vectors, axis=1)
    with opened(folder, embedder) as index:
        index.sync(passages, sentences)
        nearest = index.vectors.sentences.nearest(question, 100)
        exact = index.vectors.sentences.similarities(question, [2, 0])
        mean = index.vectors.sentences.mean([0, 2])
    assert nearest == pytest.approx(dict(enumerate(cosines)), abs=1e-4)
    assert list(nearest.values()) == sorted(nearest.values(), reverse=True)
    assert max(nearest, key=lambda position: nearest[position]) == 3
    assert exact == pytest.approx({0: cosines[0], 2: cosines[2]}, abs=1e-4)
    assert mean == pytest.approx((vectors[0] + vectors[2]) / 2, abs=1e-4)


def test_nearest_gives_no_more_than_it_is_asked_for(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS))
        assert len(index.vectors.sentences.nearest(vector_of(embedder, "Il pleut."), 2)) == 2


def assert_rebuilt(folder: Path, embedder: Embedder, caplog: pytest.LogCaptureFixture, reason: str) -> None:
    """The index opens with one warning, embeds all anew, finds all, and needs no rebuilding the next time."""
    passages, sentences = pieces(ANIMALS)
    caplog.clear()
    with caplog.at_level(logging.WARNING, "rag.store"), opened(folder, embedder) as index:
        assert index.sync(passages, sentences) == 5
        assert list(index.vectors.sentences.nearest(vector_of(embedder, "Le chien court."), 1)) == [2]
    (warning,) = [record.getMessage() for record in caplog.records if record.name == "rag.store"]
    assert str(folder) in warning
    assert "is rebuilt" in warning
    assert reason in warning
    caplog.clear()
    with opened(folder, embedder) as index:
        assert index.sync(passages, sentences) == 0
    assert not [record for record in caplog.records if record.name == "rag.store"]
    assert stored_places(folder, "sentences") == places(sentences)


def test_the_index_of_another_model_is_rebuilt_with_a_warning(
    folder: Path, embedder: BundledEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS))
    assert_rebuilt(folder, OtherEmbeddings(), caplog, "another model")


def test_the_index_of_a_model_of_another_dimension_is_rebuilt_with_a_warning(
    folder: Path, embedder: BundledEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(folder, RandomEmbeddings()) as index:
        index.sync(*pieces(ANIMALS))
    assert_rebuilt(folder, embedder, caplog, "another dimension and model")


def test_the_index_of_another_splitter_is_rebuilt_with_a_warning(
    folder: Path, embedder: BundledEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS))
    with stored(folder, "sentences") as collection:
        collection.modify(metadata={**(collection.metadata or {}), "splitter": "0"})
    assert_rebuilt(folder, embedder, caplog, "another splitter")


def garbled(data: bytes) -> bytes:
    return b"\xab" * len(data)


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def zeroed(data: bytes) -> bytes:
    return bytes(len(data))


@pytest.mark.parametrize("damage", [garbled, half])
def test_a_damaged_database_is_rebuilt_with_a_warning(
    folder: Path,
    embedder: BundledEmbeddings,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[bytes], bytes],
) -> None:
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS))
    (database,) = folder.glob("chroma-*/chroma.sqlite3")
    database.write_bytes(damage(database.read_bytes()))
    assert_rebuilt(folder, embedder, caplog, "damaged")


def test_a_file_in_place_of_the_store_is_rebuilt_with_a_warning(
    folder: Path, embedder: BundledEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir(parents=True)
    (folder / "chroma-1").write_text("no folder")
    with caplog.at_level(logging.WARNING, "rag.store"), opened(folder, embedder) as index:
        assert index.sync(*pieces(ANIMALS)) == 5
    assert "is rebuilt: it is damaged" in caplog.text


@pytest.mark.parametrize("lost", ["chroma.sqlite3", ""], ids=["database", "store"])
def test_what_was_deleted_is_embedded_again(folder: Path, embedder: BundledEmbeddings, lost: str) -> None:
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS))
    (store,) = folder.glob("chroma-*")
    if lost:
        (store / lost).unlink()
    else:
        shutil.rmtree(store)
    with opened(folder, embedder) as index:
        assert index.sync(*pieces(ANIMALS)) == 5
        assert list(index.vectors.sentences.nearest(vector_of(embedder, "Le chien court."), 1)) == [2]


def many_sentences() -> list[Sentence]:
    return [Sentence(f"Phrase {n}", "a.txt", 1, 10 * n, 10 * n + 9) for n in range(MANY_ROWS)]


@pytest.fixture(scope="module")
def large_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed index with vector files; to be copied, not opened."""
    folder = tmp_path_factory.mktemp("large") / "index"
    with opened(folder, RandomEmbeddings()) as index:
        assert index.sync([], many_sentences()) == MANY_ROWS
    assert list(folder.glob("chroma-*/*/data_level0.bin"))
    return folder


def reopen_the_large_index(folder: Path) -> None:
    """Open, sync, and check that every vector is found and is the one that was stored."""
    sentences = many_sentences()
    with opened(folder, RandomEmbeddings()) as index:
        index.sync([], sentences)
        for position in range(0, len(sentences), 50):
            vector = np.asarray(RandomEmbeddings().embed_query(sentences[position].text), dtype=np.float32)
            assert list(index.vectors.sentences.nearest(vector, 1)) == [position]
            cosines = index.vectors.sentences.similarities(vector, range(len(sentences)))
            assert len(cosines) == len(sentences)
            assert cosines[position] == pytest.approx(1.0, abs=1e-4)


@pytest.fixture
def copied_index(large_index: Path, tmp_path: Path) -> Path:
    """A copy of the large index, to be damaged."""
    return shutil.copytree(large_index, tmp_path / "index")


def test_a_large_index_needs_no_rebuilding(copied_index: Path, caplog: pytest.LogCaptureFixture) -> None:
    reopen_the_large_index(copied_index)
    assert "is rebuilt" not in caplog.text


REOPEN = """
import logging
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
    passages, sentences = pieces(ANIMALS)
    with opened(folder, embedder) as first:
        first.sync(passages, sentences)
        with opened(folder, embedder) as second:
            assert second.sync(passages, sentences) == 0
        assert list(first.vectors.sentences.nearest(vector_of(embedder, "Le chien court."), 1)) == [2]


def test_one_process_may_open_an_index_by_two_paths(
    folder: Path, embedder: BundledEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    passages, sentences = pieces(ANIMALS)
    with opened(folder, embedder) as first:
        first.sync(passages, sentences)
        monkeypatch.chdir(folder.parent)
        with opened(Path("index"), embedder) as second:
            assert second.sync(passages, sentences) == 0


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


SHORT_TEXTS = 200
STEP = 10

INDEX_IN_STEPS = """
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_indexing import STEP, BundledEmbeddings, Index, short_sentences
index, sentences = Index(Path(sys.argv[1]), BundledEmbeddings()), short_sentences()
for stop in range(STEP, len(sentences) + 1, STEP):
    index.sync([], sentences[:stop])
    print(stop, flush=True)
"""


def short_sentences() -> list[Sentence]:
    return [Sentence(f"Train {n}.", "a.txt", 1, 20 * n, 20 * n + 10) for n in range(SHORT_TEXTS)]


def test_a_kill_in_the_middle_of_indexing_loses_no_row_that_was_written(
    folder: Path, counting: CountingEmbeddings, python_command: PythonCommand
) -> None:
    with subprocess.Popen(
        python_command(INDEX_IN_STEPS, folder, Path(__file__).parent), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        written = 0
        while written < 3 * STEP:
            line = process.stdout.readline()
            assert line, "the process ended by itself"
            written = int(line)
        process.kill()
    assert process.returncode == -9
    sentences = short_sentences()
    counting.embedded.clear()
    with opened(folder, counting) as index:
        assert 0 < index.sync([], sentences) <= len(sentences) - written
        assert not set(counting.embedded) & {sentence.text for sentence in sentences[:written]}
        for position in range(0, len(sentences), 7):
            vector = vector_of(counting, sentences[position].text)
            assert list(index.vectors.sentences.nearest(vector, 1)) == [position]
    assert stored_places(folder, "sentences") == places(sentences)


def test_an_index_folder_holds_its_lock_and_one_store(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS))
    assert {path.name for path in folder.iterdir()} == {"chroma-1", "lock"}


def test_a_view_of_one_document_finds_all_of_it_and_nothing_else(
    folder: Path, embedder: BundledEmbeddings
) -> None:
    other = "Les trains\n" + "\n".join(f"Le train numéro {n} part à midi." for n in range(60))
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS, other))
        passages, sentences = pieces(ANIMALS)
        view = index.view(passages, sentences)
        question = np.asarray(embedder.embed_query("Quel train part à midi ?"), dtype=np.float32)
        vectors = np.asarray(embedder.embed_documents([sentence.text for sentence in sentences]))
        assert set(index.vectors.sentences.nearest(question, 4)).isdisjoint(range(len(sentences)))
        assert view.sentences.nearest(question, 4) == pytest.approx(
            dict(enumerate(vectors @ question)), abs=1e-4
        )
        assert len(view.passages.nearest(question, 2)) == 2
        assert view.sentences.mean(range(4)) == pytest.approx(vectors.mean(axis=0), abs=1e-4)


def test_rows_are_deleted_once_those_who_read_them_have_ended(
    folder: Path, embedder: BundledEmbeddings
) -> None:
    question = np.asarray(embedder.embed_query("Quand part le train ?"), dtype=np.float32)
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS, TRAINS))
        before = index.vectors
        removal = threading.Thread(target=lambda: index.sync(*pieces(ANIMALS)))
        with index.reading():
            removal.start()
            removal.join(0.5)
            assert removal.is_alive()
            assert len(before.sentences.similarities(question, range(6))) == 6
        removal.join(30)
        assert not removal.is_alive()
        assert len(before.sentences.similarities(question, range(6))) == 4


def test_progress_counts_the_texts_from_none_to_all(folder: Path, embedder: BundledEmbeddings) -> None:
    steps: list[tuple[int, int]] = []
    passages, sentences = pieces("Un titre\n" + "\n".join(f"Le train numéro {n} part." for n in range(40)))
    with opened(folder, embedder) as index:
        assert index.sync(passages, sentences, progress=lambda *step: steps.append(step)) == 41
        assert steps == [(0, 41), (32, 41), (41, 41)]
        index.sync(passages, sentences, progress=lambda *step: steps.append(step))
        assert len(steps) == 3


def test_a_closed_index_says_so(folder: Path, embedder: BundledEmbeddings) -> None:
    with opened(folder, embedder) as index:
        index.sync(*pieces(ANIMALS))
    with pytest.raises(IndexFolderError, match="closed: open it again"):
        index.sync(*pieces(ANIMALS))
    with pytest.raises(IndexFolderError, match="closed: open it again"), index.reading():
        pass
