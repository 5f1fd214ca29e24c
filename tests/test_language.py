"""rag.language: a text -> the language it is written in, and the languages' names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language import detect_language, encodable, language_name
from rag.types import Document


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What did Chen promise to his employees?", "en"),
        ("Qu'est-ce que Chen a promis à ses employés ?", "fr"),
        ("Was hat Chen seinen Mitarbeitern versprochen?", "de"),
        ("¿Qué prometió Chen a sus empleados?", "es"),
        ("Che cosa ha promesso Chen ai suoi dipendenti?", "it"),
        ("Quantas horas por semana os funcionários trabalham?", "pt"),
        ("Wat heeft Chen zijn werknemers beloofd?", "nl"),
        ("Co Chen obiecał swoim pracownikom?", "pl"),
        ("Что Чен пообещал своим сотрудникам?", "ru"),
        ("陈向员工承诺了什么？", "zh"),
        ("チェンは従業員に何を約束しましたか？", "ja"),
        ("ماذا وعد تشين موظفيه؟", "ar"),
        ("चेन ने अपने कर्मचारियों से क्या वादा किया?", "hi"),
    ],
)
def test_the_language_of_a_question_is_recognised(question: str, language: str) -> None:
    assert detect_language(question, otherwise="xx") == language


@pytest.mark.parametrize(
    "text", ["", " \n", "🙂", "🙂🙂 !?", "123", "3.5 % – 2024", "...", "\0", "\ud800", "\u200b"]
)
def test_a_text_without_letters_has_the_language_that_is_given(text: str) -> None:
    assert detect_language(text, otherwise="fr") == "fr"
    assert detect_language(text) == ""


def test_the_language_of_the_article_is_french(article: Document) -> None:
    assert detect_language(article.text) == "fr"


def test_line_breaks_do_not_hide_the_language() -> None:
    assert detect_language("Qu'est-ce que\nChen\r\na promis\n\n à ses employés ?\u2028") == "fr"


def test_a_long_text_is_judged_by_its_beginning() -> None:
    assert (
        detect_language("Le chat dort sur la chaise de la cuisine. " * 60 + "The dog runs. " * 5_000) == "fr"
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("陳同佢啲員工承諾咗乜嘢呀？佢哋而家點呀？", "zh"),
        ("Hva lovet sjefen de ansatte i går kveld på møtet?", "nb"),
    ],
)
def test_written_variants_share_one_code(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_lone_surrogate_does_not_stop_the_detection() -> None:
    assert detect_language("What did Chen \ud800 promise to his employees?") == "en"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_language_or_the_one_that_is_given(text: str) -> None:
    assert detect_language(text, otherwise="xx").isalpha()


@settings(max_examples=100, deadline=None)
@given(st.text(st.one_of(st.sampled_from("a\0\ud800\udfff é"), st.characters(codec=None)), max_size=30))
def test_what_is_made_encodable_has_utf_8_without_nul_and_the_same_length(text: str) -> None:
    safe = encodable(text)
    assert b"\0" not in safe.encode("utf-8")
    assert len(safe) == len(text)
    assert encodable(safe) == safe


@pytest.mark.parametrize(
    ("code", "in_language", "name"),
    [
        ("fr", "en", "French"),
        ("fr", "fr", "français"),
        ("fr", "de", "Französisch"),
        ("de", "es", "alemán"),
        ("zh", "en", "Chinese"),
        ("ja", "ja", "日本語"),
        ("nb", "en", "Norwegian Bokmål"),
    ],
)
def test_a_language_has_a_name_in_every_language(code: str, in_language: str, name: str) -> None:
    assert language_name(code, in_language=in_language) == name


@pytest.mark.parametrize(
    ("code", "in_language"),
    [("", "en"), ("xx", "en"), ("fr", ""), ("fr", "xx"), ("../x", "en"), ("e n", "en")],
)
def test_an_unknown_language_has_no_name(code: str, in_language: str) -> None:
    assert language_name(code, in_language=in_language) == ""


def test_a_short_follow_up_stays_in_the_language_before_it_unless_it_is_clearly_in_another() -> None:
    assert detect_language("And Chen?", likely="en") == "en"
    assert detect_language("Pourquoi ?", likely="en") == "fr"
    assert detect_language("¿Quién lo dijo en la entrevista?", likely="fr") == "es"
    assert detect_language("🙂 123", otherwise="de", likely="de") == "de"
