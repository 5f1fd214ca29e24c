"""rag.question: what kind of request a question is."""

import pytest

from rag.question import (
    asked_speaker,
    asks_for_list,
    asks_for_summary,
    asks_who,
    leans_on_history,
    parts,
)


@pytest.mark.parametrize(
    "question",
    [
        "tl;dr",
        "TLDR please",
        "résumé",
        "Resume l'article",
        "De quoi parle ce texte ?",
        "What is this article about?",
        "give me the gist",
        "¿De qué habla el texto?",
        "Zusammenfassung",
        "Worum geht es?",
        "Di cosa parla l'articolo?",
        "Do que se trata?",
        "Waar gaat dit stuk over?",
        "О чём эта статья?",
        "这篇文章讲了什么？",
        "要約してください",
        "요약해 주세요",
        "لخص المقال",
    ],
)
def test_a_request_for_the_whole_article_is_a_summary(question: str) -> None:
    assert asks_for_summary(question, [])


@pytest.mark.parametrize(
    "question",
    [
        "What is the king of Sweden's summer house called?",
        "De quoi le maire accuse-t-il les trois entreprises de transport de la ville ?",
        "Que se passe-t-il le 25 mars 1975 ?",
        "What happened to other currencies value when the country abandoned oil?",
        "Quels médias sont cités ?",
    ],
)
def test_a_question_on_something_in_it_is_none(question: str) -> None:
    assert not asks_for_summary(question, [])


def test_a_request_that_names_somebody_is_no_summary() -> None:
    assert not asks_for_summary("Summarize what Chen promised", ["chen"])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who leads it and when was it founded?", 2),
        ("Qui la dirige et quand a-t-elle été fondée ?", 2),
        ("¿Quién la dirige y cuándo se fundó?", 2),
        ("Wer leitet sie und wann wurde sie gegründet?", 2),
        ("How many came? Why did they leave?", 2),
        ("谁写的？什么时候？", 2),
        ("Who wrote the note, with which tool, and when?", 3),
        ("Quel est le nom de l'homme qui a vendu la maison et le jardin ?", 1),
        ("What did the coach, who had lost twice, say to the players and the fans?", 1),
        ("And then?", 1),
    ],
)
def test_questions_in_one_are_told_apart(question: str, expected: int) -> None:
    found = parts(question)
    assert len(found) == expected
    assert all(part in question for part in found)


def test_more_than_four_questions_are_taken_as_one() -> None:
    assert parts("Who? What? When? Where? Why?") == ("Who? What? When? Where? Why?",)


@pytest.mark.parametrize(
    "question", ["And then?", "Pourquoi ?", "¿Y él?", "What did he say to her?", "那他呢？"]
)
def test_a_question_without_a_subject_of_its_own_leans_on_history(question: str) -> None:
    assert leans_on_history(question, []) == "hardly"


def test_a_question_that_names_somebody_does_not_lean_on_history() -> None:
    assert leans_on_history("And what did Chen say about it?", ["chen"]) == "well"
    assert leans_on_history("Wie hoch ist der Eiffelturm?", []) == "well"
    assert leans_on_history("公司下周会怎样？", []) == "well"


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What did Altman say about Chen?", "altman"),
        ("What has Sam Altman promised?", "altman"),
        ("Qu'a promis Chen ?", "chen"),
        ("Que pense Altman de Chen ?", "altman"),
        ("¿Qué prometió Chen?", "chen"),
        ("Was hat Chen versprochen?", "chen"),
        ("Was hat Altman geschrieben?", "altman"),
        ("Cosa ha detto Altman?", "altman"),
        ("Who said that Chen lied?", ""),
        ("What did a friend of Altman say?", ""),
        ("What did Chen or Altman say?", ""),
        ("How old is Chen?", ""),
    ],
)
def test_the_speaker_whose_words_are_asked_for_is_found(question: str, who: str) -> None:
    known = {name: name for name in ("sam", "altman", "chen")}
    assert asked_speaker(question, known) == who


def test_lists_and_persons_are_asked_for_in_several_languages() -> None:
    assert all(
        map(asks_for_list, ["List the towns", "Quels pays ?", "¿Cuáles son?", "Welche Firmen sind es?"])
    )
    assert not asks_for_list("How do I reverse a list?")
    assert all(map(asks_who, ["Who left?", "Qui part ?", "¿Quién?", "Wer?", "谁写的？"]))
    assert not asks_who("What did who say?")
