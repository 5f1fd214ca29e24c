"""The endpoints of the page that programs call, through gradio_client."""

import re

import pytest
from gradio_client import Client

import rag


@pytest.fixture(scope="module")
def client(url: str) -> Client:
    return Client(url, verbose=False)


def test_programs_ask_and_retrieve(client: Client, library: rag.Library) -> None:
    answer = client.predict("What did Chen promise?", api_name="/ask")
    citation = answer["citations"][0]
    assert answer["status"] == "answered"
    text = library.document(citation["document"]).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert [passage["paragraph"] for passage in client.predict("Anthropic", 1, api_name="/retrieve")] == [6]


def test_a_question_can_go_to_one_article(client: Client) -> None:
    found = client.predict("Anthropic", 1, "openai-meta.txt", api_name="/retrieve")
    assert [passage["document"] for passage in found] == ["openai-meta.txt"]
    with pytest.raises(Exception, match=re.compile("There is no document")):
        client.predict("Anthropic", 1, "missing.txt", api_name="/retrieve")


@pytest.mark.parametrize("name", ["/ask", "/retrieve"])
def test_a_question_can_go_to_the_articles_of_a_scope(client: Client, name: str) -> None:
    for scope in ({"language": "fr"}, {"names": ["openai-meta.txt"], "language": None}, {}):
        assert client.predict("What did Chen promise?", document=scope, api_name=name)
    for scope, message in (
        ({"language": "de"}, "documents in fr and no dates"),
        ({"since": "2025-07"}, "documents in fr and no dates"),
        ({"names": ["missing.txt"]}, "There is no document"),
        ({"names": "openai-meta.txt"}, "are a list"),
        ({"names": 7}, "are a list"),
        ({"until": "July"}, "A date is written 2025"),
        ({"lang": "fr"}, "A scope has names, language, since, until, not 'lang'"),
    ):
        with pytest.raises(Exception, match=re.compile(message)):
            client.predict("What did Chen promise?", document=scope, api_name=name)


@pytest.mark.parametrize(
    ("question", "message"), [("", "empty"), (None, "is text"), ("a" * 100_000, "are read at most")]
)
def test_a_bad_question_is_refused_with_a_sentence(
    client: Client, question: str | None, message: str
) -> None:
    with pytest.raises(Exception, match=re.compile(message)):
        client.predict(question, api_name="/ask")
