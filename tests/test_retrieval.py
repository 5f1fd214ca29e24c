"""rag.retrieval, rag.lexical, rag.words: a question -> ranked passages, by meaning and by words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shelves import corpus_of, corpus_of_volumes, volume

from rag.embedding import BundledEmbeddings
from rag.indexing import Index
from rag.retrieval import Corpus, Ranking, rank
from rag.shelf import Shelf
from rag.types import Document
from rag.volume import Volume, read_volume
from rag.words import fold, stems

TEXTS = st.text(
    st.one_of(st.sampled_from("ab céÈ'’.漢字カसिعْ12_ \n\0\ud800"), st.characters(codec=None)), max_size=60
)


@contextmanager
def indexed(volume: Volume, folder: Path, embedder: BundledEmbeddings) -> Iterator[Index]:
    index = Index(folder, embedder)
    try:
        index.put([(volume, "")])
        yield index
    finally:
        index.close()


def ask(index: Index, embedder: BundledEmbeddings, question: str) -> Ranking:
    vector = np.asarray(embedder.embed_query(question), dtype=np.float32)
    shelf = Shelf(index.headers(), index)
    return rank(shelf.corpus, index.vectors(shelf.headers), vector=vector, question=stems(question))


@pytest.fixture(scope="module")
def article_volume(article: Document, embedder: BundledEmbeddings) -> Volume:
    """The article in pieces."""
    return read_volume(article, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)


@pytest.fixture(scope="module")
def article_corpus(article_volume: Volume) -> Corpus:
    """The words of the article."""
    return corpus_of_volumes([article_volume])


@pytest.fixture(scope="module")
def article_index(
    article_volume: Volume, embedder: BundledEmbeddings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """The vectors of the article."""
    with indexed(article_volume, tmp_path_factory.mktemp("index"), embedder) as index:
        yield index


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Été ÉTÉ été", ["ete", "ete", "ete"]),
        ("L'équité d’Altman qu'il s'est", ["l", "equit", "d", "altma", "qu", "il", "s", "est"]),
        ("lorsqu'on jusqu'ici dell'arte", ["lorsq", "on", "jusqu", "ici", "dell", "arte"]),
        ("recruter recrutement recrute", ["recru", "recru", "recru"]),
        ("Straße ﬁn ｆｕｌｌ", ["stras", "fin", "full"]),
        ("Ångström Ελλάδα ёлка", ["angst", "ελλαδ", "елка"]),
        ("公司文化 文", ["公司", "司文", "文化", "文"]),
        ("カタカナ", ["カタ", "タカ", "カナ"]),
        ("ภาษา", ["ภา", "าษ", "ษา"]),
        ("한국어 단어", ["한국어", "단어"]),
        ("100 000 3.5 2024", ["100", "000", "3.5", "2024"]),
        ("1234567 personnes", ["1234567", "perso"]),
        ("U.S. x_y C++ don't", ["u.s", "x", "y", "c", "don", "t"]),
        ("… ! « » 🙂 \n", []),
        ("", []),
    ],
)
def test_stems_by_hand(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


def test_stems_of_a_word_in_mixed_scripts_keep_both_parts() -> None:
    assert sorted(stems("OpenAI公司2024年")) == ["2024", "opena", "公司", "年"]


@pytest.mark.parametrize(
    ("text", "words"), [("हिन्दी में लिखा", 3), ("தமிழ் மொழி", 2), ("العَرَبِيَّة", 1), ("שָׁלוֹם", 1)]
)
def test_words_are_not_cut_at_their_vowel_signs(text: str, words: int) -> None:
    assert len(stems(text)) == words


def test_fold_drops_case_accents_and_compatibility_forms() -> None:
    assert fold("ÉQUITÉ ﬁn Ⅻ ½ Ё") == "equite fin xii 1⁄2 е"


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_stems_are_words_whatever_the_text(text: str) -> None:
    for stem in stems(text):
        assert stem
        assert not any(character.isspace() for character in stem)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4, unique=True), TEXTS)
@example(["\ud800"], "\ud800")
def test_bm25_and_coverage_hold_for_any_texts(texts: Sequence[str], question: str) -> None:
    corpus = corpus_of(*texts)
    words = stems(question)
    scores = corpus.lexical.bm25(words)
    assert scores.shape == (len(corpus.passages),)
    for position, passage in enumerate(corpus.passages):
        own = stems(passage.text)
        assert (scores[position] > 0) == bool(set(own) & set(words))
        assert 0 <= corpus.lexical.coverage(words, own) <= 1 + 1e-9
        assert corpus.lexical.coverage(own, own) == pytest.approx(1.0 if own else 0.0)


def test_positions_of_passages_and_sentences_fit_together() -> None:
    corpus = corpus_of("Un titre\nIl pleut. Elle part.\nFin.", "Deux\nIl neige.")
    assert [passage.text for passage in corpus.passages] == [
        "Un titre",
        "Il pleut. Elle part.",
        "Fin.",
        "Deux",
        "Il neige.",
    ]
    assert [corpus.passage_of(at) for at in range(6)] == [0, 1, 1, 2, 3, 4]
    assert [list(corpus.sentences_of(at)) for at in range(5)] == [[0], [1, 2], [3], [4], [5]]
    assert corpus.document_sentences == {"0.txt": range(4), "1.txt": range(4, 6)}


def test_bm25_is_zero_for_words_that_no_passage_has() -> None:
    corpus = corpus_of("Un titre\nIl pleut.\nElle part.")
    assert corpus.lexical.bm25(["xylop", "公司"]).tolist() == [0.0, 0.0, 0.0]
    assert corpus.lexical.bm25([]).tolist() == [0.0, 0.0, 0.0]


def test_bm25_is_best_where_the_rare_word_stands() -> None:
    corpus = corpus_of("Un titre\nIl pleut sur Brive.\nIl pleut sur Paris.\nIl pleut.")
    scores = corpus.lexical.bm25(stems("Pleut-il sur Brive ?"))
    assert int(scores.argmax()) == 1
    assert scores[2] > scores[3] > 0
    assert scores[0] == 0


def test_coverage_is_the_idf_share_of_the_known_words() -> None:
    corpus = corpus_of("Un titre\nIl pleut sur Brive.\nIl pleut.")
    # Of 3 passages 1 has "brive", 2 have "pleut": log(1 + 2.5 / 1.5) and log(1 + 1.5 / 2.5).
    assert corpus.lexical.idf("brive") == pytest.approx(0.98083, abs=1e-5)
    assert corpus.lexical.idf("pleut") == pytest.approx(0.47000, abs=1e-5)
    assert corpus.lexical.coverage(["brive", "pleut"], ["pleut", "il"]) == pytest.approx(
        0.47 / 1.45083, abs=1e-4
    )
    assert corpus.lexical.coverage(["brive"], ["pleut"]) == 0.0
    assert corpus.lexical.coverage([], ["pleut"]) == 0.0


@pytest.mark.parametrize(
    "question", ["What did Chen promise?", "Qu'a promis Chen ?", "Was hat Chen versprochen?"]
)
def test_the_promise_of_the_article_is_ranked_first(
    article_corpus: Corpus, article_index: Index, embedder: BundledEmbeddings, question: str
) -> None:
    ranking = ask(article_index, embedder, question)
    assert article_corpus.passages[ranking.passages[0]].text.startswith("Chen a promis")
    assert 0 < ranking.coverage <= 1


def test_a_ranking_holds_every_candidate_once_best_first(
    article_corpus: Corpus, article_index: Index, embedder: BundledEmbeddings
) -> None:
    ranking = ask(article_index, embedder, "What did Chen promise?")
    assert sorted(ranking.passages) == list(range(16))
    assert list(ranking.scores) == sorted(ranking.scores, reverse=True)
    assert all(0 <= score <= 1 for score in ranking.scores)
    assert set(ranking.cosines) == set(range(16))
    assert set(ranking.sentences) == set(range(35))
    vector = np.asarray(embedder.embed_query("What did Chen promise?"))
    for position in (0, 5, 34):
        own = np.asarray(embedder.embed_documents([article_corpus.sentences[position].text])[0])
        assert ranking.sentences[position] == pytest.approx(float(own @ vector), abs=1e-4)


@pytest.mark.parametrize("question", ["Что обещал Чен?", "公司文化", "वादा क्या", "🙂 !?"])
def test_a_question_in_another_script_has_no_coverage_and_a_ranking(
    article_corpus: Corpus, article_index: Index, embedder: BundledEmbeddings, question: str
) -> None:
    ranking = ask(article_index, embedder, question)
    assert ranking.coverage == 0.0
    assert len(ranking.passages) == 16


def test_coverage_is_1_for_the_words_of_a_passage(
    article_corpus: Corpus, article_index: Index, embedder: BundledEmbeddings
) -> None:
    sentence = "Ni OpenAI ni Meta n'ont répondu aux demandes de commentaires."
    ranking = ask(article_index, embedder, sentence)
    assert ranking.coverage == pytest.approx(1.0)
    assert article_corpus.passages[ranking.passages[0]].text == sentence


def test_a_corpus_of_one_passage_ranks_it(tmp_path: Path, embedder: BundledEmbeddings) -> None:
    with indexed(volume("Une seule ligne.", "0.txt"), tmp_path, embedder) as index:
        for question in ("Une ligne ?", "Autre chose", "!?"):
            ranking = ask(index, embedder, question)
            assert ranking.passages == (0,)
            assert 0 <= ranking.scores[0] <= 1


def test_a_corpus_without_any_word_ranks_its_passages(tmp_path: Path, embedder: BundledEmbeddings) -> None:
    with indexed(volume("!!!\n???\n…", "0.txt"), tmp_path, embedder) as index:
        ranking = ask(index, embedder, "Que se passe-t-il ?")
        assert sorted(ranking.passages) == [0, 1, 2]
        assert ranking.coverage == 0.0
        assert all(0 <= score <= 1 for score in ranking.scores)


def test_a_passage_without_words_among_others_is_no_lexical_match(
    tmp_path: Path, embedder: BundledEmbeddings
) -> None:
    with indexed(volume("***\nIl pleut sur Brive.\n🙂", "0.txt"), tmp_path, embedder) as index:
        ranking = ask(index, embedder, "Il pleut sur Brive")
        assert ranking.passages[0] == 1
        assert ranking.scores[0] == pytest.approx(1.0)
