"""rag.lexical: the words of volumes that come and go, in segments on disk, as if all were indexed at once."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelves import header, volume

from rag.lexical import Lexical, Segments, of_volumes
from rag.volume import Volume

WORDS = ("train", "gare", "midi", "quai", "billet", "départ", "le", "la")
DOCUMENTS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join),
    min_size=1,
    max_size=6,
    unique=True,
)
QUESTION = ["train", "gare", "quai", "le", "depar"]


def passages(number: int, words: Sequence[str]) -> Volume:
    """A volume of a title and as many paragraphs as there are words in it."""
    return volume("\n\n".join([f"Titre {number}", *words]), f"{number}.txt")


def at_once(volumes: Sequence[Volume]) -> Lexical:
    return Lexical([of_volumes(volumes)], [header(each) for each in volumes])


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS, DOCUMENTS, st.integers(0, 5))
def test_segments_weigh_words_as_one_index_does(first: list[str], second: list[str], gone: int) -> None:
    one = [volume(text, f"a{at}.txt") for at, text in enumerate(first)]
    other = [volume(f"{text} fin", f"b{at}.txt") for at, text in enumerate(second)]
    left = [each for at, each in enumerate([*one, *other]) if at != gone] or one
    left = list({each.key: each for each in left}.values())
    in_parts = Lexical([of_volumes(one), of_volumes(other)], [header(each) for each in left])
    whole = at_once(left)
    for word in QUESTION:
        assert in_parts.idf(word) == pytest.approx(whole.idf(word))
    scores, expected = in_parts.bm25(QUESTION), whole.bm25(QUESTION)
    assert (scores > 0).tolist() == (expected > 0).tolist()
    # The average length of a passage is that of the segment: bm25s's shares are finished.
    assert (scores <= 2 * expected).all()
    assert (scores >= expected / 2).all()


def test_one_segment_gives_the_scores_of_bm25s() -> None:
    (own,) = [volume("Un titre\nIl pleut sur Brive.\nIl pleut sur Paris.\nIl pleut.", "a.txt")]
    segment = of_volumes([own])
    expected = segment.index.get_scores(["pleut", "brive"])
    assert at_once([own]).bm25(["pleut", "brive"]) == pytest.approx(expected)


def test_segments_are_read_again_and_merged_and_forget_what_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    volumes = {each.key: each for each in (passages(n, [f"mot{n} train"] * (1 + n % 4)) for n in range(40))}
    keys = list(volumes)
    segments = Segments(folder, least_passages=10)
    for stop in range(1, 41):
        headers = [header(volumes[key]) for key in keys[:stop]]
        segments.settle(headers, volumes.__getitem__)
    assert 1 <= len(list(folder.iterdir())) <= 5

    def unread(key: str) -> Volume:
        raise AssertionError(f"{key} is in a segment")

    reopened = Segments(folder, least_passages=10)
    stored = {key for path in folder.iterdir() for key in _keys(path)}
    headers = [header(volumes[key]) for key in keys if key in stored]
    lexical = reopened.lexical(headers, unread)
    whole = at_once([volumes[each.key] for each in headers])
    assert lexical.bm25(["train", "mot7"]) == pytest.approx(whole.bm25(["train", "mot7"]), rel=0.2)
    assert int(lexical.bm25(["mot7"]).argmax()) == int(whole.bm25(["mot7"]).argmax())

    few = headers[:3]
    reopened.settle(few, volumes.__getitem__)
    assert {key for path in folder.iterdir() for key in _keys(path)} == {each.key for each in few}


@pytest.mark.parametrize("lost", ["volumes.json", "data.csc.index.npy", "vocab.index.json"])
def test_a_segment_that_is_not_whole_is_made_again(tmp_path: Path, lost: str) -> None:
    own = passages(1, ["train"] * 20)
    Segments(tmp_path, least_passages=10).settle([header(own)], {own.key: own}.__getitem__)
    (path,) = tmp_path.iterdir()
    (path / lost).unlink()
    segments = Segments(tmp_path, least_passages=10)
    assert not list(tmp_path.iterdir())
    assert segments.lexical([header(own)], {own.key: own}.__getitem__).bm25(["train"]).any()


def test_an_empty_lexicon_has_no_words() -> None:
    lexical = Lexical([of_volumes([])], [])
    assert lexical.bm25(["train"]).tolist() == []
    assert lexical.coverage(["train"], ["train"]) == pytest.approx(1.0)
    assert np.isfinite(lexical.idf("train"))


def _keys(folder: Path) -> list[str]:
    """The volumes of a segment, as its folder says."""
    return list(json.loads((folder / "volumes.json").read_text(encoding="utf-8")))
