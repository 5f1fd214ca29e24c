"""rag.names: which names a question has, and which of them the corpus never has."""

from collections.abc import Iterator

import numpy as np
import pytest

from rag.catalogue import Catalogue
from rag.names import Names
from rag.types import Document
from rag.volume import Volume

TEXT = [
    "Le maire de Brive, Paul Mercier, a reçu la société Zuckerwerk en 2019.",
    "« Nous aimons Brive », a dit, selon Le Petit Journal, Anne-Marie Tsukerman.",
    "La société a ouvert une usine, et le maire en parle.",
]


@pytest.fixture(scope="module", params=["of sentences", "counted in a catalogue"])
def names(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Names]:
    """The names of three sentences."""
    volume = volume_of(TEXT)
    if request.param == "of sentences":
        yield Names.of(volume.sentences(), volume.speakers())
        return
    catalogue = Catalogue(tmp_path_factory.mktemp("names") / "catalogue.db", "")
    gone = volume_of(["Apple et IBM, le maire Zuckerwrek et un mercier."])
    catalogue.put([(volume, "", 0), (gone, "", 0)])
    catalogue.count_words()
    catalogue.remove(gone.document.name)
    catalogue.forget([gone.key])
    catalogue.count_words()
    yield Names(catalogue.words)
    catalogue.close()


def volume_of(sentences: list[str]) -> Volume:
    """A document of these sentences, each a passage, named like the first; all but the last are spoken."""
    text = "\n".join(sentences)
    starts = [text.index(sentence) for sentence in sentences]
    places = [
        (number, start, start + len(sentence))
        for number, (start, sentence) in enumerate(zip(starts, sentences, strict=True), start=1)
    ]
    speakers = ["Paul Mercier", "une source à Brive"][: len(sentences) - 1]
    return Volume(
        Document(sentences[0], sentences[0], text),
        np.array(places, dtype=np.int32),
        np.array(places, dtype=np.int32),
        np.ones(len(sentences), dtype=np.int32),
        (*((speaker, 0, 1) for speaker in speakers), None),
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Mercier say?", ["mercier"]),
        ("what did mercier say", ["mercier"]),
        ("what did merciér say", ["mercier"]),
        ("Who runs Zuckerwrek?", ["zuckerwerk"]),
        ("Что сказал Мерсье?", []),
        ("Кто такая Цукерман?", ["tsukerman"]),
        ("Où est la société ?", []),
    ],
)
def test_names_are_known_in_any_case_spelling_and_script(
    names: Names, question: str, expected: list[str]
) -> None:
    found = set(names.known(question).values())
    assert {name.split("-")[-1] for name in found} == set(expected)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Apple say?", ["Apple"]),
        ("Did Mercier meet Apple and IBM in 2018?", ["Apple", "IBM", "2018"]),
        ("Was it in 2019?", []),
        ("Apple ?", []),  # the first word has a capital letter anyway
        ("Que fait iPhone à Brive ?", ["iPhone"]),
        ("What did Merciers do?", []),
        ("Is Elon Musk mentioned?", ["Elon", "Musk"]),
        ("Is It True That Apple Came?", []),
        ("WHAT DID APPLE SAY?", []),
        ("Что сказал Яблоков?", []),
    ],
)
def test_names_the_corpus_never_has_are_unknown(names: Names, question: str, expected: list[str]) -> None:
    assert names.unknown(question, language="en", same_language=True) == expected


def test_german_nouns_and_foreign_acronyms_are_no_unknown_names(names: Names) -> None:
    assert names.unknown("Wann hat der Bahnhof geöffnet?", language="de", same_language=False) == []
    assert names.unknown("Who is the CEO?", language="en", same_language=False) == []


def test_misspelt_and_shouted_names_are_corrected(names: Names) -> None:
    assert names.corrected("what did mercer and zuckerwrek do") == "what did Mercier and Zuckerwerk do"
    assert names.corrected("WHAT DID MERCIER SAY?") == "what did Mercier say?"
    assert names.corrected("What did Mercier say?") == "What did Mercier say?"


def test_a_question_without_its_names_keeps_the_rest(names: Names) -> None:
    assert names.without("What did Mercier promise Brive?") == "What did promise ?"
    assert names.without("Mercier") == "Mercier"


def test_speakers_are_called_by_name_not_described_with_one(names: Names) -> None:
    assert names.called("mercier") == {"Paul Mercier"}
    assert names.called("brive") == frozenset()
