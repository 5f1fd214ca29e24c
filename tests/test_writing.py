"""rag.written, rag.writing: what a chat model writes, each sentence checked, and what becomes of faults."""

import asyncio
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chat_server import (
    ALSO_GOOD,
    FABRICATED_QUOTE,
    GOOD,
    NO_SUCH_SOURCE,
    NONSENSE,
    OBEYED_INJECTION,
    SWAPPED_SPEAKER,
    WITHOUT_SOURCE,
    WRONG_NUMBER,
    ChatServer,
    Reply,
)
from langchain_core.language_models import FakeListChatModel
from room import copy_corpus

import rag
from rag.library import Library
from rag.settings import Settings
from rag.types import Event, Passage
from rag.verification import DraftSentence, Gate
from rag.writing import Source, condensed, draft_prompt, reading_of

PROMISE = "What did Chen promise?"
PROMISED = "24 heures sur 24 pour parler à ceux qui ont des offres"  # words of the article
TIMEOUT_SECONDS = 2
WAIT_SECONDS = 60  # on a busy machine

Open = Callable[..., Library]


@pytest.fixture
def server(running: ChatServer) -> ChatServer:
    """A chat model that says what is good, and was not asked yet."""
    running.script = Reply()
    running.forget()
    return running


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, indexed: Path, running: ChatServer) -> Settings:
    folder = tmp_path_factory.mktemp("writing")
    shutil.copytree(indexed, folder / "index")
    return Settings(
        corpus=copy_corpus(folder / "corpus"),
        index=folder / "index",
        chat_model="openai:scripted",
        chat_base_url=running.url,
        chat_timeout_seconds=TIMEOUT_SECONDS,
        chat_retries=0,
    )


@pytest.fixture(scope="module")
def written(settings: Settings) -> Iterator[Library]:
    """The article, and the scripted chat model that writes about it."""
    with Library(settings) as library:
        yield library


def events_of(library: Library, question: str = PROMISE, **options: object) -> list[Event]:
    async def collected() -> list[Event]:
        return [event async for event in library.astream(question, **options)]  # type: ignore[arg-type]

    return asyncio.run(collected())


def quotes_stand_in_the_text(library: Library, answer: rag.Answer) -> bool:
    return all(library.document(c.document).text[c.start : c.end] == c.quote for c in answer.citations)


def test_what_the_model_writes_is_shown_with_the_sentence_that_it_stands_on(
    written: Library, server: ChatServer
) -> None:
    answer = written.ask(PROMISE)
    assert (answer.writer, answer.model, answer.status) == ("model", "openai:scripted", "answered")
    assert written.writes_with == "openai:scripted"
    assert f"« {PROMISED} ». [1]\n\n[1] Mark Chen, ¶3: Chen a promis" in answer.text
    assert answer.notice == ""
    assert [verdict.supported for verdict in answer.written] == [True]
    assert PROMISED in answer.citations[0].quote
    assert quotes_stand_in_the_text(written, answer)


def test_the_model_is_told_the_rules_the_sources_and_the_question(
    written: Library, server: ChatServer
) -> None:
    written.ask("Что пообещал Чен?")
    (request,) = server.requests
    assert [message["role"] for message in request.body["messages"]] == ["system", "user"]
    assert "Write in Russian" in request.prompt
    assert "<question>Что пообещал Чен?</question>" in request.prompt
    assert request.prompt.count("<source n=") == 6
    assert PROMISED in request.prompt


def test_a_mark_that_comes_in_pieces_is_still_a_mark(written: Library, server: ChatServer) -> None:
    whole = written.ask(PROMISE)
    server.script = Reply(piece_chars=1)
    assert written.ask(PROMISE) == whole


FAULTS = {
    "unsupported": [WRONG_NUMBER],
    "misattributed": [SWAPPED_SPEAKER],
    "altered_quote": [FABRICATED_QUOTE, OBEYED_INJECTION],
    "no_source": [WITHOUT_SOURCE, NO_SUCH_SOURCE, NONSENSE],
}


@pytest.mark.parametrize(
    ("verdict", "fault"), [(verdict, fault) for verdict, faults in FAULTS.items() for fault in faults]
)
def test_a_sentence_without_support_is_left_out_and_counted(
    written: Library, server: ChatServer, verdict: str, fault: str
) -> None:
    server.script = Reply(f"{GOOD} {fault}")
    answer = written.ask(PROMISE)
    assert answer.writer == "model"
    assert answer.written[0].supported
    assert verdict in [each.verdict for each in answer.written[1:]]
    assert not any(each.supported for each in answer.written[1:])
    assert answer.written[1].sentence not in answer.text
    assert "without support w" in answer.notice and answer.notice in answer.text


@pytest.mark.parametrize("fault", [fault for faults in FAULTS.values() for fault in faults])
def test_where_nothing_is_supported_the_quotes_are_shown(
    written: Library, server: ChatServer, fault: str
) -> None:
    server.script = Reply(fault)
    answer, quotes = written.ask(PROMISE), written.ask(PROMISE, writer="quotes")
    assert (answer.writer, answer.status) == ("quotes", "answered")
    assert answer.citations == quotes.citations
    assert answer.notice == (
        "The text supports nothing of what the chat model wrote, so the text's own words are shown."
    )
    assert answer.text == f"{quotes.text}\n\n{answer.notice}"
    assert answer.written and not any(verdict.supported for verdict in answer.written)


def test_two_left_out_are_counted_in_the_questions_language(written: Library, server: ChatServer) -> None:
    server.script = Reply(f"{GOOD} {WRONG_NUMBER} {NO_SUCH_SOURCE}")
    answer = written.ask("Qu'a promis Chen ?")
    assert answer.notice == "2 phrases sans appui dans le texte ont été écartées."


def test_on_request_they_are_struck_through_with_the_reason(settings: Settings, server: ChatServer) -> None:
    server.script = Reply(f"{GOOD} {NO_SUCH_SOURCE}")
    with Library(replace(settings, unsupported="strike")) as library:
        answer = library.ask(PROMISE)
    assert "~~Chen a promis que personne ne partirait.~~ (There is no source [99].)" in answer.text
    assert answer.notice == "One sentence without support is struck through."


def test_what_is_said_twice_is_shown_once(written: Library, server: ChatServer) -> None:
    server.script = Reply(" ".join([GOOD] * 30))
    assert written.ask(PROMISE).text.count("Chen a promis qu'il travaillait avec Sam Altman «") == 1


def test_sentences_on_lines_of_their_own_stay_so(written: Library, server: ChatServer) -> None:
    server.script = Reply(f"- {GOOD}\n- {ALSO_GOOD}")
    assert "». [1]\nChen a écrit" in written.ask(PROMISE).text


@pytest.mark.parametrize(
    ("script", "notice"),
    [
        (Reply(status=401), "The chat model's server refused the key"),
        (Reply(status=404), "The chat model's server does not have this model"),
        (Reply(status=429), "The chat model is asked too much at the moment"),
        (Reply(status=500), "The chat model failed"),
        (Reply(text=""), "The chat model wrote nothing"),
        (Reply(text="..."), "The chat model wrote nothing"),
        (Reply(body="<html>no</html>"), "The chat model's reply could not be read"),
        (Reply(body='{"a": 1}'), "The chat model's reply could not be read"),
        (Reply(cut_after=0), "The chat model could not be reached"),
        (Reply(cut_after=30), "The chat model broke off"),
        (Reply(text="Chen a", hangs=True), "The chat model did not answer in time"),
        (Reply(silent_seconds=60), "The chat model did not answer in time"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_model_that_fails_leaves_the_quotes_and_a_sentence_that_says_so(
    written: Library, server: ChatServer, script: Reply, notice: str
) -> None:
    server.script = script
    started = time.monotonic()
    answer, quotes = written.ask(PROMISE), written.ask(PROMISE, writer="quotes")
    assert time.monotonic() - started < TIMEOUT_SECONDS + 10
    assert answer.writer == "quotes"
    assert (answer.status, answer.citations) == (quotes.status, quotes.citations)
    assert answer.notice == f"{notice}, so the text's own words are shown."
    assert answer.text == f"{quotes.text}\n\n{answer.notice}"


def test_checks_take_nothing_from_the_time_of_the_model(
    written: Library, server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = Gate.check

    def slowly(gate: Gate, sentence: DraftSentence) -> rag.Verdict:
        time.sleep(TIMEOUT_SECONDS + 0.5)
        return check(gate, sentence)

    monkeypatch.setattr(Gate, "check", slowly)
    answer = written.ask(PROMISE)
    assert (answer.writer, answer.notice) == ("model", "")


def test_a_server_that_is_not_there_leaves_the_quotes(settings: Settings, server: ChatServer) -> None:
    with Library(replace(settings, chat_base_url="http://127.0.0.1:9/v1")) as library:
        answer = library.ask("Qu'a promis Chen ?")
    assert answer.citations
    assert answer.notice == "Le modèle de langage n'a pas pu être joint ; le texte est donc cité tel quel."


def test_a_model_that_cannot_be_set_up_leaves_the_quotes(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with Library(replace(settings, chat_model="no_such_provider:x")) as library:
        answer = library.ask(PROMISE)
    assert answer.citations
    assert answer.notice == "The chat model is not set up here, so the text's own words are shown."
    assert "no_such_provider:x cannot be set up" in caplog.text


def test_retries_end_with_the_time_that_there_is(settings: Settings, server: ChatServer) -> None:
    server.script = Reply(status=500)
    with Library(replace(settings, chat_retries=10, chat_timeout_seconds=2)) as library:
        library.ask(PROMISE, writer="quotes")  # what is slow the first time
        started = time.monotonic()
        answer = library.ask(PROMISE)
    assert 1.9 < time.monotonic() - started < 20  # ten retries would take a minute
    assert len(server.requests) > 1
    assert answer.notice.startswith("The chat model did not answer in time")


def test_what_was_supported_before_the_model_broke_off_is_kept_and_the_quotes_added(
    written: Library, server: ChatServer
) -> None:
    server.script = Reply(f"{GOOD} {ALSO_GOOD}", cut_after=len(GOOD))
    answer = written.ask("What did Chen write?")
    assert answer.writer == "model"
    assert [verdict.supported for verdict in answer.written] == [True]
    assert answer.notice == "The chat model broke off, so the text's own words are shown too."
    quotes = written.ask("What did Chen write?", writer="quotes")
    places = [(citation.start, citation.end) for citation in answer.citations]
    assert set(places) >= {(citation.start, citation.end) for citation in quotes.citations}
    assert len(set(places)) == len(places)
    assert [citation.number for citation in answer.citations] == list(range(1, len(places) + 1))
    assert all(f"\n\n[{citation.number}] " in answer.text for citation in answer.citations)


@pytest.mark.parametrize(
    "said", ["NOT_IN_SOURCES", "NOT_IN_SOURCES.", "NOT\\_IN\\_SOURCES", " NOT IN SOURCES\n"]
)
def test_a_model_that_finds_no_answer_makes_the_quotes_less_sure(
    written: Library, server: ChatServer, said: str
) -> None:
    server.script = Reply(said)
    answer, quotes = written.ask(PROMISE), written.ask(PROMISE, writer="quotes")
    assert (answer.writer, answer.status, answer.citations) == ("quotes", "closest", quotes.citations)
    assert answer.text.startswith("I am not sure that the article answers this.")
    assert answer.notice == "The chat model did not find the answer in the text."


def test_for_what_the_article_does_not_answer_the_model_is_not_asked(
    written: Library, server: ChatServer
) -> None:
    answer = written.ask("How do I boil an egg?")
    assert (answer.writer, answer.status, answer.notice) == ("quotes", "unanswered", "")
    assert server.requests == []


def test_who_wants_quotes_gets_them_without_the_model(written: Library, server: ChatServer) -> None:
    assert written.ask(PROMISE, writer="quotes").writer == "quotes"
    (finished,) = events_of(written, writer="quotes")
    assert isinstance(finished, rag.Finished) and finished.answer == written.ask(PROMISE, writer="quotes")
    assert list(written.suggestions(language="en"))
    assert server.requests == []


def test_without_a_model_it_says_how_to_have_one(library: rag.Library) -> None:
    assert library.writes_with == ""
    assert library.ask(PROMISE).writer == "quotes"
    with pytest.raises(rag.ModelError, match="set RAG_CHAT_MODEL to provider:model"):
        library.ask(PROMISE, writer="model")
    with pytest.raises(rag.QuestionError, match='writer must be "quotes" or "model", but is \'poet\''):
        library.ask(PROMISE, writer="poet")  # type: ignore[arg-type]


FOLLOW_UP = "And what did he answer?"
HISTORY = [
    {"role": "user", "content": "What did Altman write to Chen?"},
    {"role": "assistant", "content": "In the article's own words: [1] ¶14"},
]


def test_a_follow_up_is_read_by_the_model_and_shown_as_it_is_read(
    written: Library, server: ChatServer
) -> None:
    server.script = Reply(brief="What did Chen promise his staff?")
    understood, *rest = events_of(written, FOLLOW_UP, history=HISTORY)
    assert understood == rag.Understood("What did Chen promise his staff?")
    assert not any(isinstance(event, rag.Understood) for event in rest)
    assert isinstance(rest[-1], rag.Finished)
    answer = rest[-1].answer
    assert (answer.question, answer.understood) == (FOLLOW_UP, "What did Chen promise his staff?")
    assert answer.text.startswith("Understood as: “What did Chen promise his staff?”\n\nChen a promis")
    reading, writing = server.requests
    assert '<turn by="user">What did Altman write to Chen?</turn>' in reading.prompt
    assert "<question>What did Chen promise his staff?</question>" in writing.prompt


@pytest.mark.parametrize("said", ["", "Sure!\nHere is the question.", "a" * 400, "?!"])
def test_a_reading_that_is_no_question_leaves_our_own(
    written: Library, server: ChatServer, said: str
) -> None:
    server.script = Reply(brief=said)
    answer = written.ask(FOLLOW_UP, history=HISTORY)
    assert answer.understood == written.ask(FOLLOW_UP, history=HISTORY, writer="quotes").understood != ""


def test_a_reading_that_finds_nothing_leaves_our_own(written: Library, server: ChatServer) -> None:
    server.script = Reply(brief="How do I boil an egg?")
    assert written.ask(FOLLOW_UP, history=HISTORY).understood.endswith(FOLLOW_UP)


def test_a_question_that_stands_alone_is_not_read_anew(written: Library, server: ChatServer) -> None:
    written.ask(PROMISE, history=HISTORY)
    assert [request.streams for request in server.requests] == [True]


def test_a_model_that_fails_at_the_follow_up_leaves_the_quotes(written: Library, server: ChatServer) -> None:
    server.script = Reply(status=500)
    events = events_of(written, FOLLOW_UP, history=HISTORY)
    assert isinstance(events[-1], rag.Finished)
    assert events[-1].answer.citations
    assert events[-1].answer.notice.startswith("The chat model failed")
    assert len(server.requests) == 1


def test_of_a_long_conversation_the_last_turns_are_told() -> None:
    turns = [{"role": "user", "content": f"{n} " + "word " * 500} for n in range(50)]
    told = condensed(turns, count_tokens=lambda text: len(text) // 4)
    assert [turn[: len('<turn by="user">48')] for turn in told[-2:]] == [
        '<turn by="user">48',
        '<turn by="user">49',
    ]
    assert 2 < len(told) < 10
    assert sum(map(len, told)) < 600 * 4 + 300


def test_turns_that_are_none_are_not_told() -> None:
    turns = [{"role": "system", "content": "obey"}, {"role": "user", "content": 7}, {"content": "x"}]
    assert condensed(turns, count_tokens=len) == []


@pytest.mark.parametrize(
    "tag", ["</source>", "</ SOURCE >", "<source n=9>", "</question>", "</sources>", "<turn>"]
)
def test_no_text_can_end_its_fence(tag: str) -> None:
    passage = Passage(f"Hens {tag} lay eggs.", "a.txt", 1, 0, 20)
    source = Source(passage, title=f'A "title" {tag}', speaker=f"Anna {tag}")
    _, told = draft_prompt(f"Who {tag} lays?", [source], language="en")
    assert tag not in told.replace("<sources>\n<source n=", "", 1).removesuffix("</question>").replace(
        "</source>\n</sources>", "", 1
    )


def test_braces_in_a_question_are_braces(written: Library, server: ChatServer) -> None:
    written.ask("What did Chen promise {0} {x} {{y}}?")
    assert "<question>What did Chen promise {0} {x} {{y}}?</question>" in server.requests[0].prompt


def test_a_reading_may_stand_in_quotation_marks() -> None:
    assert reading_of("« Qu'a dit Chen ? »\n") == "Qu'a dit Chen ?"
    assert reading_of("Qui a écrit « Non » ?") == "Qui a écrit « Non » ?"


def test_each_sentence_is_given_once_it_is_checked_and_the_answer_last(
    written: Library, server: ChatServer
) -> None:
    server.script = Reply(f"{GOOD} {WRONG_NUMBER} {ALSO_GOOD}", piece_chars=1)
    *sentences, finished = events_of(written)
    assert isinstance(finished, rag.Finished)
    assert all(isinstance(event, rag.Written) for event in sentences)
    verdicts = [event.verdict for event in sentences if isinstance(event, rag.Written)]
    assert [verdict.verdict for verdict in verdicts] == ["supported", "unsupported", "supported"]
    assert finished.answer.written == tuple(verdicts)
    assert finished.answer == written.ask(PROMISE)


ENDLESS = Reply(f"{GOOD} " + ALSO_GOOD * 1_000, pause_seconds=0.02)


def test_who_closes_the_stream_ends_the_request(written: Library, server: ChatServer) -> None:
    server.script = ENDLESS

    async def look_once() -> Event:
        events = written.astream(PROMISE)
        first = await anext(events)
        assert not server.disconnected.is_set()
        await events.aclose()
        return first

    assert isinstance(asyncio.run(look_once()), rag.Written)
    assert server.disconnected.wait(WAIT_SECONDS)


@pytest.mark.parametrize("script", [ENDLESS, Reply(silent_seconds=60)], ids=["while it writes", "before"])
def test_who_is_cancelled_in_the_stream_ends_the_request(
    written: Library, server: ChatServer, script: Reply
) -> None:
    server.script = script

    async def listen() -> None:
        async for _ in written.astream(PROMISE):
            pass

    async def lose_patience() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(listen(), 1)

    asyncio.run(lose_patience())
    assert server.disconnected.wait(WAIT_SECONDS)
    assert len(server.requests) == 1


def test_what_is_wrong_with_a_question_is_raised(written: Library) -> None:
    with pytest.raises(rag.QuestionError, match="The question is empty"):
        events_of(written, " ")
    with pytest.raises(rag.UnknownDocument, match=r"no document 'x\.txt'"):
        events_of(written, document="x.txt")


def test_many_may_ask_at_once_from_loops_and_threads_of_their_own(
    written: Library, server: ChatServer
) -> None:
    texts: list[str] = []

    def stream() -> None:
        finished = events_of(written)[-1]
        assert isinstance(finished, rag.Finished)
        texts.append(finished.answer.text)

    threads = [threading.Thread(target=stream) for _ in range(4)]
    threads += [threading.Thread(target=lambda: texts.append(written.ask(PROMISE).text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 8
    assert len(set(texts)) == 1


def test_a_chat_model_of_ones_own_writes_too(settings: Settings) -> None:
    own = FakeListChatModel(responses=[f"Chen travaillait « {PROMISED} » [1]."])
    with Library(replace(settings, chat_model=""), chat_model=own) as library:
        answer = library.ask(PROMISE)
        assert library.writes_with == "FakeListChatModel"
    assert (answer.writer, answer.model) == ("model", "FakeListChatModel")
    assert f"« {PROMISED} ». [1]" in answer.text


def test_an_agent_asks_with_a_tool(written: Library, server: ChatServer) -> None:
    tool = written.as_tool()
    assert tool.name == "ask_article"
    assert list(tool.args) == ["question"]
    found = json.loads(tool.invoke({"question": PROMISE}))
    assert found["status"] == "answered"
    assert found["citations"][0]["start"] == 774
    assert asyncio.run(tool.ainvoke({"question": PROMISE})) == tool.invoke({"question": PROMISE})


def test_a_written_answer_has_a_receipt_that_holds(written: Library, server: ChatServer) -> None:
    receipt = written.ask(PROMISE).receipt()
    assert [check.holds for check in written.verify_receipt(receipt)] == [True]
