"""The whole path, from a folder of texts to cited answers, on the real article and on small ones."""

import threading
from pathlib import Path

import pytest

import rag
from rag.types import Answer, History

ROOT = Path(__file__).resolve().parent.parent


def _quotes_stand_in_the_text(library: rag.Library, answer: Answer) -> bool:
    return all(library.document(c.document).text[c.start : c.end] == c.quote for c in answer.citations)


def test_the_promise_is_answered_with_chens_words_and_their_place(library: rag.Library) -> None:
    answer = library.ask("What did Chen promise?")
    assert answer.status == "answered"
    assert answer.answered
    assert answer.language == "en"
    first = answer.citations[0]
    assert first.quote.startswith("Chen a promis qu'il travaillait avec Sam Altman")
    assert (first.number, first.document, first.paragraph, first.speaker) == (
        1,
        "openai-meta.txt",
        3,
        "Mark Chen",
    )
    assert "French" in answer.text
    assert "[1] Mark Chen, ¶3: Chen a promis" in answer.text
    assert _quotes_stand_in_the_text(library, answer)


@pytest.mark.parametrize(
    ("question", "language", "quote"),
    [
        ("Qui n'a pas répondu aux demandes de commentaires ?", "fr", "Ni OpenAI ni Meta n'ont répondu"),
        ("Warum schließt OpenAI nächste Woche weitgehend?", "de", "OpenAI fermera en grande partie"),
        ("¿Por qué cierra OpenAI la próxima semana?", "es", "OpenAI fermera en grande partie"),
        ("Perché OpenAI chiude la prossima settimana?", "it", "OpenAI fermera en grande partie"),
        ("Quantas horas por semana trabalham os funcionários da OpenAI?", "pt", "80 heures par semaine"),
        ("Waarom gaat OpenAI volgende week grotendeels dicht?", "nl", "OpenAI fermera en grande partie"),
        ("Почему OpenAI закрывается на следующей неделе?", "en", "OpenAI fermera en grande partie"),
        ("OpenAI下周为什么关门？", "en", "OpenAI fermera en grande partie"),
    ],
)
def test_an_answer_is_framed_in_the_questions_language(
    library: rag.Library, question: str, language: str, quote: str
) -> None:
    answer = library.ask(question)
    assert answer.language == language
    assert any(quote in citation.quote for citation in answer.citations)
    assert _quotes_stand_in_the_text(library, answer)


@pytest.mark.parametrize(
    "question",
    [
        "What's the weather like in Lisbon tomorrow?",
        "Comment faire cuire du riz ?",
        "Wie hoch ist der Eiffelturm?",
    ],
)
def test_an_off_topic_question_is_unanswered_and_cites_nothing(library: rag.Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.status == "unanswered"
    assert answer.citations == ()
    assert answer.text


def test_passages_come_best_first_with_places_and_scores(library: rag.Library) -> None:
    passages = library.retrieve("What did Chen promise?", k=3)
    assert passages[0].paragraph == 3
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1
    assert all(library.document(p.document).text[p.start : p.end] == p.text for p in passages)


def test_more_passages_than_there_are_gives_all(library: rag.Library) -> None:
    assert len(library.retrieve("Meta", k=1000)) == 16


@pytest.mark.parametrize("k", [0, -1, 1001, True, 2.5, "3", None])
def test_a_k_that_is_no_number_of_passages_is_refused(library: rag.Library, k: object) -> None:
    with pytest.raises(rag.QuestionError, match="whole number from 1 to 1000"):
        library.retrieve("Meta", k=k)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", ["", "   \n\t ", "\0\0"])
def test_an_empty_question_is_refused(library: rag.Library, question: str) -> None:
    with pytest.raises(rag.QuestionError, match="empty"):
        library.ask(question)
    with pytest.raises(rag.QuestionError, match="empty"):
        library.retrieve(question)


def test_a_question_of_100_000_characters_is_refused_with_the_limit(library: rag.Library) -> None:
    with pytest.raises(rag.QuestionError, match=r"100,000 characters and 4,000 are read at most"):
        library.ask("a" * 100_000)


@pytest.mark.parametrize("question", [None, 3, b"Chen?", ["Chen?"]])
def test_a_question_that_is_no_text_is_refused(library: rag.Library, question: object) -> None:
    with pytest.raises(rag.QuestionError, match="is text"):
        library.ask(question)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    [
        "🙂🙂🙂",
        "?!…",
        "What did \0Chen promise?",
        "What did \ud800 Chen promise?",
        "<script>alert(1)</script> **What** did [Chen](http://x) promise?",
        "ᛁᚾ ᛞᚨᚷᛖᚾ",
        "a " * 1_900,
    ],
)
def test_strange_questions_get_a_sound_answer(library: rag.Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.status in ("answered", "closest", "unanswered")
    assert _quotes_stand_in_the_text(library, answer)


def test_emoji_alone_are_not_answered(library: rag.Library) -> None:
    assert library.ask("🙂🙂🙂").status != "answered"


def test_a_follow_up_takes_up_the_question_before(library: rag.Library) -> None:
    history: History = [
        {"role": "user", "content": "Does Meta go after Google's people as well?"},
        {"role": "assistant", "content": "..."},
    ]
    answer = library.ask("What about Anthropic?", history=history)
    assert "Anthropic" in answer.citations[0].quote


def test_history_does_not_answer_a_question_on_something_else(library: rag.Library) -> None:
    history: History = [{"role": "user", "content": "What did Chen promise?"}]
    assert library.ask("Wie backt man Brot?", history=history).status == "unanswered"


@pytest.mark.parametrize("history", ["hello", ["hello"], [None]])
def test_a_history_that_is_no_list_of_turns_is_refused(library: rag.Library, history: object) -> None:
    with pytest.raises(rag.QuestionError, match="list of turns"):
        library.ask("What did Chen promise?", history=history)  # type: ignore[arg-type]


def test_an_unknown_document_is_named_with_those_there_are(library: rag.Library) -> None:
    with pytest.raises(rag.UnknownDocument, match=r"no document 'x'.*openai-meta\.txt"):
        library.document("x")


def test_threads_get_the_answers_that_one_gets(library: rag.Library) -> None:
    questions = ["What did Chen promise?", "Qui est le patron de Meta ?", "80 heures ?", "Anthropic?"] * 3
    alone = [library.ask(question) for question in questions]
    together: dict[int, Answer] = {}

    def work(at: int) -> None:
        together[at] = library.ask(questions[at])

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[at] for at in range(len(questions))] == alone


def test_a_langchain_retriever_gives_documents_with_their_places(library: rag.Library) -> None:
    found = library.as_retriever(k=2).invoke("What did Chen promise?")
    assert len(found) == 2
    metadata = found[0].metadata
    assert set(metadata) == {"document", "paragraph", "start", "end", "score"}
    text = library.document(metadata["document"]).text
    assert text[metadata["start"] : metadata["end"]] == found[0].page_content


def test_several_documents_are_told_apart(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "news").mkdir(parents=True)
    (corpus / "bees.txt").write_text(
        "Bees of the valley\nThe bees of the valley make honey from lavender.\nThe hives were moved in May.\n"
        '"We lost half of our hives to the frost," said Anna Moss.\n',
        encoding="utf-8",
    )
    (corpus / "news" / "pont.md").write_text(
        "# Le pont\n\nLe pont de la Roche a été fermé en mars après une crue.\n\nIl rouvrira en automne.\n",
        encoding="utf-8",
    )
    (corpus / "broken.txt").write_bytes(b"\xff\xfe\x00\xd8junk\x81")
    with rag.Library.open(corpus, tmp_path / "index") as library:
        assert [document.name for document in library.documents] == ["bees.txt", "news/pont.md"]
        assert [skip.name for skip in library.skipped] == ["broken.txt"]
        assert library.document("news/pont.md").title == "Le pont"
        answer = library.ask("Why was the bridge closed?")
        assert answer.citations[0].document == "news/pont.md"
        assert "Le pont, ¶1" in answer.text
        assert library.ask("How many hives were lost to the frost?").citations[0].speaker == "Anna Moss"
        assert library.retrieve("lavender honey", k=1)[0].document == "bees.txt"


def test_an_empty_corpus_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(rag.CorpusError, match=r"no article that can be read.*Put a \.txt or \.md file"):
        rag.Library.open(tmp_path, tmp_path / "index")


def test_without_an_index_folder_it_is_kept_beside_the_texts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Un titre\nLe chat dort sur le toit.\n", encoding="utf-8")
    with rag.Library.open(tmp_path) as library:
        assert library.embedded > 0
        assert (tmp_path / ".index").is_dir()
    with rag.Library.open(tmp_path) as library:
        assert library.embedded == 0
        assert library.ask("Où dort le chat ?").citations[0].quote == "Le chat dort sur le toit."


def test_a_closed_library_says_so_and_closing_again_frees_nobody_elses_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Un titre\n...\nLe chat dort.\n", encoding="utf-8")
    with rag.Library.open(tmp_path) as first:
        second = rag.Library.open(tmp_path)
        assert first.ask("Qui dort ?").citations[0].quote == "Le chat dort."
        first.close()
    first.close()
    with pytest.raises(rag.IndexFolderError, match="closed: open it again"):
        first.ask("Qui dort ?")
    assert second.ask("Qui dort ?").citations[0].quote == "Le chat dort."
    second.close()


def test_an_endless_sentence_fills_the_models_window(library: rag.Library, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Title\n" + "alpha beta gamma delta " * 300, encoding="utf-8")
    with rag.Library.open(tmp_path) as opened:
        assert len(opened.retrieve("alpha", k=10)) <= 5  # the title, and about 1,500 tokens in pieces of 512
