"""rag.suggestions: which questions are offered for a text, in which order, made of which of its words."""

import re
from itertools import islice
from pathlib import Path

import pytest

import rag
from rag.attribution import attribute
from rag.splitting import split_document
from rag.suggestions import suggestions
from rag.types import Attribution, Document, Sentence

BRIDGE = """Harbour bridge to close for repairs

The Port Ellis bridge will close in March for repairs that cost $42 million, the city council said \
on Monday. About 18,000 vehicles cross it every day.

"We have waited too long," said Mayor Dana Whitcombe. "The steel is tired." Whitcombe promised that \
buses would be free while the bridge is closed.

Engineer Tom Okafor, who works for Brightspan, found 312 new cracks in the deck last summer. "None of \
them is dangerous yet," Okafor told the Port Ellis Gazette.

"I will lose a third of my customers," said Lena Ruiz, a baker. Brightspan has offered no compensation.

The bridge was built in 1931. For Brightspan the work will last 14 months.
"""
BATH = """Stadtbad bleibt länger geschlossen

Das Stadtbad in Kronfeld bleibt bis zum Sommer geschlossen. Die Sanierung kostet 9,5 Millionen Euro.

„Wir haben den Beton unterschätzt“, sagte Bürgermeisterin Karin Vogt. Das Bad hat 1200 neue Schränke.

„Für die Kinder ist das eine Katastrophe“, sagte Trainer Uwe Kasten. Kasten betreut 240 junge Schwimmer. \
Die Schwimmer müssen nach Lindau. Auch die Sanierung in Lindau kostet viel.
"""
CHEESE = """La fábrica de quesos cierra sus puertas

La fábrica de quesos Valdeoro cerrará en junio después de 75 años. En ella trabajan 320 personas.

«No podemos pagar la energía», dijo la directora, Marta Robles. La factura subió a 2,4 millones de euros.

«Sin Valdeoro el pueblo se muere», afirmó el alcalde, Julio Cano. Unos 40 ganaderos venden leche a Valdeoro.
"""
TALENT = """OpenAI与Meta的人才之争

研究主管表示，Meta向员工提供了1亿美元的奖金。这份备忘录周六发给了员工。

员工每周工作80小时。主管知道Meta会施加压力。公司目前有3000名员工。
"""
BRIDGE_IN_ARABIC = """إغلاق الجسر القديم

تبلغ تكلفة الإصلاح 42 مليون دولار. يعبر الجسر 18 ألف سيارة كل يوم. بني الجسر عام 1931.
"""


def _read(text: str, name: str = "a.txt") -> tuple[tuple[Sentence, ...], list[Attribution | None]]:
    """The sentences of a text, and who speaks in them."""
    split = split_document(Document(name, "", text), count_tokens=len, max_tokens=10_000)
    return split.sentences, attribute(split.sentences)


def _suggested(text: str, language: str = "en", *, shown: str = "", asked: tuple[str, ...] = ()) -> list[str]:
    """All that is suggested for a text of which the sentence with the words `shown` has been shown."""
    sentences, spoken = _read(text)
    cited = [(s.document, s.start) for s in sentences if shown and shown in s.text]
    return list(suggestions(sentences, spoken, language=language, cited=cited, asked=asked))


def test_speakers_figures_and_names_come_in_turn_and_years_last() -> None:
    assert _suggested(BRIDGE) == [
        "What did Dana Whitcombe say?",  # of three sentences, and nobody else of more
        "What does “$42 million” refer to?",
        "What is said about Brightspan?",  # of three sentences
        "What did Tom Okafor say?",
        "What does “18,000 vehicles” refer to?",
        "What did Lena Ruiz say?",
        "What does “312 new cracks” refer to?",
        "What does “14 months” refer to?",
        "What does “1931” refer to?",
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["Qu'a dit {} ?", "À quoi se rapporte « {} » ?", "Que dit-on au sujet de {} ?"]),
        ("es", ["¿Qué dijo {}?", "¿A qué se refiere «{}»?", "¿Qué se dice sobre {}?"]),
        ("de", ["Was hat {} gesagt?", "Worauf bezieht sich „{}“?", "Was sagt der Artikel über {}?"]),
        ("it", ["Cosa ha detto {}?", "A che cosa si riferisce «{}»?", "Cosa si dice su {}?"]),
        ("pt", ["O que disse {}?", "A que se refere «{}»?", "O que se diz sobre {}?"]),
        ("nl", ["Wat zei {}?", "Wat betekent “{}”?", "Wat is er bekend over {}?"]),
        ("ja", ["What did {} say?", "What does “{}” refer to?", "What is said about {}?"]),
        ("", ["What did {} say?", "What does “{}” refer to?", "What is said about {}?"]),
    ],
)
def test_the_question_is_in_the_pages_language_and_the_words_in_the_articles(
    language: str, expected: list[str]
) -> None:
    words = ["Dana Whitcombe", "$42 million", "Brightspan"]
    asked = [template.format(word) for template, word in zip(expected, words, strict=True)]
    assert _suggested(BRIDGE, language)[:3] == asked


def test_french_elides_before_a_vowel() -> None:
    text = "Titre\n\nUn ami aime Élbeuf et Brive. Il a quitté Élbeuf pour Brive."
    assert _suggested(text, "fr") == ["Que dit-on au sujet d'Élbeuf ?", "Que dit-on au sujet de Brive ?"]


def test_who_has_not_been_shown_speaking_comes_before_who_has() -> None:
    found = _suggested(BRIDGE, shown="We have waited")
    speakers = [question for question in found if question.startswith("What did")]
    assert speakers == ["What did Tom Okafor say?", "What did Lena Ruiz say?", "What did Dana Whitcombe say?"]


def test_who_is_named_near_what_was_shown_comes_first() -> None:
    found = _suggested(BRIDGE, shown="The bridge was built")  # the paragraph after Lena Ruiz
    assert found[0] == "What did Lena Ruiz say?"
    assert _suggested(BRIDGE)[0] == "What did Dana Whitcombe say?"


def test_nothing_is_asked_for_that_has_all_been_shown() -> None:
    assert "What did Lena Ruiz say?" not in _suggested(BRIDGE, shown="I will lose")
    found = _suggested(BRIDGE, shown="18,000")
    assert "What does “18,000 vehicles” refer to?" not in found
    assert "What does “$42 million” refer to?" in found


@pytest.mark.parametrize(
    "asked", ["What did Dana Whitcombe say?", "what did dana whitcombe say", "What did Whitcombe say ?!"]
)
def test_a_question_is_not_offered_again_after_it_was_asked(asked: str) -> None:
    found = _suggested(BRIDGE, asked=(asked,))
    assert found[0] == "What did Tom Okafor say?"
    assert "What did Dana Whitcombe say?" not in found


def test_a_person_is_offered_once_under_whatever_name() -> None:
    text = """Title

Ann Chen left. "I am glad," said Chen. Ann wrote to Chen and Chen to Ann. The boss of Chen met Elsa Roy. \
Everybody likes Roy, but not Elsa. They know Roy and Elsa.
"""
    found = " ".join(_suggested(text))
    assert found.count("Chen") == found.count("Ann") == 1
    assert found.count("Roy") + found.count("Elsa") == 1


def test_of_two_documents_no_question_comes_twice_and_no_places_are_mixed_up() -> None:
    sentences, spoken = _read(BRIDGE, "a.txt")
    others, theirs = _read(BRIDGE, "b.txt")
    found = list(suggestions([*sentences, *others], [*spoken, *theirs], language="en"))
    assert len(found) == len(set(found))
    cited = [("b.txt", sentence.start) for sentence in others]
    assert list(suggestions(sentences, spoken, language="en", cited=cited)) == _suggested(BRIDGE)


def test_capital_letters_of_a_title_or_a_sentences_beginning_make_no_name() -> None:
    text = """The Great Return Of The Lost River

Otters are back. Otters swim again on Mondays. People see them on Monday and Sunday.

A Second Great Return

Rivers need otters. The CEO of the zoo said so on Monday. Its CEO is glad that Mr Bell saw English otters. \
The CEO and Mr Bell like English rivers.
"""
    assert _suggested(text) == ["What is said about Bell?"]


@pytest.mark.parametrize(
    "speaker", ["A source at Nordbank", "The police", "Several officials of Nordbank", "Shopkeepers"]
)
def test_only_who_is_named_is_asked_for_no_description(speaker: str) -> None:
    text = f'Title\n\n"It is late," they said. {speaker} said that it was early.'
    sentences, _ = _read(text)
    last = sentences[-1]
    said = Attribution(speaker, speaker, last.start, last.start + len(speaker))
    assert list(suggestions(sentences, [None, None, said], language="en")) == []


def test_a_speaker_of_the_title_alone_is_not_asked_for() -> None:
    sentences, _ = _read("Ann Bell says no\n\nIt rained. The club of Ann Bell won.")
    title = Attribution("Ann Bell", "Ann Bell", 0, 8)
    assert list(suggestions(sentences, [title, None, None], language="en")) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He met Ursula von der Leyen. They met Ursula von der Leyen.", "Ursula von der Leyen"),
        ("On a vu Charles de Gaulle. Elle a vu Charles de Gaulle.", "Charles de Gaulle"),
        ("They like Port Ellis. We like Port Ellis.", "Port Ellis"),
        ("Here comes O’Brien. There goes O’Brien.", "O’Brien"),
        ("Le directeur de Valmont dort. Le chef de Valmont rit.", "Valmont"),
        ("Его видела Анна. Её видел не Иван, а Анна.", "Анна"),
        ("主管知道Meta。员工也知道Meta。", "Meta"),
    ],
)
def test_a_name_is_whole_and_as_the_text_writes_it(text: str, name: str) -> None:
    assert _suggested(f"t\n\n{text}") == [f"What is said about {name}?"]


def test_a_name_met_once_is_not_offered() -> None:
    assert _suggested("Title\n\nThe man likes Port Ellis. We like rain.") == []


def test_german_nouns_are_no_names() -> None:
    assert _suggested(BATH, "de") == [
        "Was hat Karin Vogt gesagt?",
        "Worauf bezieht sich „9,5 Millionen Euro“?",
        "Was hat Uwe Kasten gesagt?",
        "Worauf bezieht sich „1200 neue Schränke“?",
        "Worauf bezieht sich „240 junge Schwimmer“?",
    ]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Ils ont offert 100 millions de dollars à certains.", "100 millions de dollars"),
        ("Le musée a coûté 3,2 millions d'euros à la ville.", "3,2 millions d'euros"),
        ("Ils travaillent 80 heures par semaine.", "80 heures"),
        ("Elle est née le 12 mai 2014 dans la ville.", "12 mai 2014"),
        ("Il y a eu 1 500 visiteurs au musée.", "1 500 visiteurs"),
        ("The bridge cost $1.5 billion in all.", "$1.5 billion"),
        ("They cut 2,500 old jobs in the city.", "2,500 old jobs"),
        ("They lost 30 percent of the trade.", "30 percent"),
        ("It was in 1931 that they came.", "1931"),
        ("Das Bad hat 30 neue Becken und eine Rutsche.", "30 neue Becken"),
        ("El 60 % de los trabajadores vive en el pueblo.", "60 %"),
        ("De stad telt 240 mensen in het dorp.", "240 mensen"),
        ("Они получили 100 миллионов долларов за это.", "100 миллионов долларов"),
        ("员工每周工作80小时。", "80小时"),
        ("公司提供了1亿美元的奖金。", "1亿美元"),
        ("تبلغ تكلفة الإصلاح 42 مليون دولار.", "42 مليون دولار"),
    ],
)
def test_a_figure_is_cut_with_its_unit_or_noun(text: str, figure: str) -> None:
    assert _suggested(f"t\n\n{text}") == [f"What does “{figure}” refer to?"]


@pytest.mark.parametrize(
    "text",
    [
        "They won 3-1 at 10:30 in the park.",
        "They read pages 3, 4 and 5 of it [12].",
        "The A380 and the covid-19 tests were there.",
        "Many came.",
    ],
)
def test_a_number_without_a_noun_is_no_figure(text: str) -> None:
    assert _suggested(f"t\n\n{text}") == []


def test_no_question_is_longer_than_ninety_characters() -> None:
    long = "Maximiliana-Konstanzia Wolkenstein-Trostburg Hohenzollern-Sigmaringen Thurn-Taxis"
    text = f"t\n\nWe met {long}. We like {long}. We met Ann Bell. We like Ann Bell."
    assert len(long) < 90 < len(f"What is said about {long}?")
    assert _suggested(text) == ["What is said about Ann Bell?"]


def test_a_question_has_no_line_break_where_its_words_have_one() -> None:
    text = "t\n\nThey all came to see old Ann\nBell and paid 40\ndollars for it.\nWe all like Ann\nBell.\n"
    assert _suggested(text) == ["What does “40 dollars” refer to?", "What is said about Ann Bell?"]


@pytest.mark.parametrize("text", ["", "t", "Title\n\nIt rained. Then the sun came out.", "题目\n\n下雨了。"])
def test_a_text_without_people_and_figures_gives_nothing(text: str) -> None:
    assert _suggested(text) == []


@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "it", "pt", "nl"])
def test_the_words_of_every_suggestion_stand_in_the_article(library: rag.Library, language: str) -> None:
    document = library.documents[0]
    sentences = library.sentences(document.name)
    found = list(suggestions(sentences, attribute(sentences), language=language))
    nothing = list(suggestions(*_read(BRIDGE), language=language))[:3]
    frames = [
        re.escape(question).replace(re.escape(word), "(.+)")
        for question, word in zip(nothing, ["Dana Whitcombe", "$42 million", "Brightspan"], strict=True)
    ]
    frames.append("Que dit\\-on au sujet d'(.+) \\?")
    assert len(found) >= 8
    for question in found:
        words = [match[1] for frame in frames if (match := re.fullmatch(frame.replace("\\ ", " "), question))]
        assert len(words) == 1, question
        assert words[0] in document.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_most_suggestions_for_the_article_are_answered(library: rag.Library, language: str) -> None:
    sentences = library.sentences(library.documents[0].name)
    found = list(islice(suggestions(sentences, attribute(sentences), language=language), 8))
    assert len(found) == 8
    assert sum(library.ask(question).answered for question in found) >= 6


@pytest.mark.parametrize(
    ("text", "language"),
    [(BRIDGE, "en"), (BATH, "de"), (CHEESE, "es"), (TALENT, "en"), (BRIDGE_IN_ARABIC, "fr")],
)
def test_most_suggestions_for_other_texts_are_answered(text: str, language: str, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(text, encoding="utf-8")
    with rag.Library.open(tmp_path / "corpus", tmp_path / "index") as library:
        sentences = library.sentences("a.txt")
        found = list(islice(suggestions(sentences, attribute(sentences), language=language), 8))
        answered = [library.ask(question).answered for question in found]
    assert len(answered) >= 3
    assert sum(answered) >= 0.75 * len(answered)
