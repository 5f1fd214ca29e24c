"""The guard around the page, over real HTTP: who is let in, how much and how often, what a browser loads."""

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from room import serving
from starlette.testclient import TestClient

import rag
from rag.page.server import application
from rag.settings import Settings

Built = TypeVar("Built")
USER, PASSWORD = "Zoë", "pässwörd:密码"
LOGIN = (USER.encode(), PASSWORD.encode())
FOREIGN = "http://evil.test"
UPLOAD = {"files": {"files": ("a.txt", b"a file that nobody wants")}}
# Gradio's routes that take files, fetch addresses, run or edit code, or tell how the server is used.
CLOSED = [
    "upload",
    "upload_progress",
    "file=/etc/passwd",
    "file/etc/passwd",
    "proxy=http://evil.test/",
    "stream/1",
    "stream/1/close",
    "stream/1/2/3/playlist.m3u8",
    "stream/1/2/3/playlist-file",
    "component_server",
    "component_server/",
    "deep_link",
    "process_recording",
    "vibe-edit",
    "vibe-edit/",
    "undo-vibe-edit",
    "vibe-code",
    "vibe-starter-queries",
    "dev/reload",
    "app_id",
    "token",
    "user",
    "login_check",
    "runs",
    "run-history/buckets",
    "custom_component/1/client/component/style.css",
    "mcp",
    "mcp/sse",
    "profiling/summary",
]
CLOSED_AT_THE_ROOT = [
    "monitoring",
    "monitoring/summary",
    "monitoring/x",
    "login",
    "logout",
    "pwa_icon",
    "docs",
    "openapi.json",
]


def in_a_loop(build: Callable[[], Built]) -> Built:
    """What `build` makes in an event loop: outside of one, Gradio leaves loops of its own behind, open."""

    async def building() -> Built:
        return build()

    with ThreadPoolExecutor(1) as thread:  # this thread's loop may be the browser's
        return thread.submit(asyncio.run, building()).result()


@contextmanager
def visitor(library: rag.Library, corpus: Path, **settings: Any) -> Iterator[httpx.Client]:
    """Who asks a page with these settings; a redirect is not followed."""
    page = serving(library, corpus, **settings)
    url = in_a_loop(page.__enter__)
    try:
        with httpx.Client(base_url=url) as client:
            yield client
    finally:
        page.__exit__(None, None, None)


@pytest.fixture(scope="module")
def client(library: rag.Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Who asks the page as it is by default, as often as it takes."""
    with visitor(library, tmp_path_factory.mktemp("served"), questions_per_minute=10_000) as asking:
        yield asking


@pytest.fixture(scope="module")
def stranger(library: rag.Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Who asks a page with a password, and has not given it."""
    folder = tmp_path_factory.mktemp("password")
    with visitor(library, folder, user=USER, password=PASSWORD) as asking:
        yield asking


def ask_exactly(client: httpx.Client, method: str, target: str, **options: Any) -> httpx.Response:
    """The target goes over the wire as it stands: httpx alone would tidy it up."""
    return client.request(method, "/", extensions={"target": target.encode()}, **options)


def post_json(client: httpx.Client, path: str, content: str) -> httpx.Response:
    """JSON as a stranger writes it."""
    return client.post(path, content=content, headers={"Content-Type": "application/json"})


def chunks(size: int) -> Iterator[bytes]:
    """A body of that size whose length is not announced."""
    for _ in range(size // 50_000):
        yield b"x" * 50_000
    yield b"x" * (size % 50_000)


@pytest.fixture(scope="module")
def responses(library: rag.Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, httpx.Response]:
    """What the page, its files and each kind of refusal come with."""
    folder = tmp_path_factory.mktemp("guarded")
    with visitor(
        library, folder, user=USER, password=PASSWORD, adding=False, questions_per_minute=1
    ) as client:
        found = {"a wrong password": client.get("/", auth=(USER.encode(), b"wrong"))}
        client.auth = httpx.BasicAuth(*LOGIN)
        found |= {
            "the page": client.get("/"),
            "the French page": client.get("/fr/"),
            "the way to it": client.get("/", headers={"Accept-Language": "fr"}),
            "a script": client.get("/page/page.js"),
            "the article": client.get("/article/openai-meta.txt"),
            "the library": client.get("/library"),
            "no adding": client.post("/articles?name=a.txt", content=b"A\nB."),
            "a foreign page": client.post("/suggestions", json={}, headers={"Origin": FOREIGN}),
            "no such address": client.get("/no/such/address"),
            "too long a body": client.post("/suggestions", content=b"x" * 10_000_001),
            "too long a body, not announced": client.post("/suggestions", content=chunks(10_000_001)),
        }
        for _ in range(4):
            found["too many"] = client.post("/suggestions", json={})
    return found


def test_the_responses_looked_at_are_a_page_and_each_kind_of_refusal(
    responses: dict[str, httpx.Response],
) -> None:
    assert {name: response.status_code for name, response in responses.items()} == {
        "a wrong password": 401,
        "the page": 200,
        "the French page": 200,
        "the way to it": 307,
        "a script": 200,
        "the article": 200,
        "the library": 200,
        "no adding": 403,
        "a foreign page": 403,
        "no such address": 404,
        "too long a body": 413,
        "too long a body, not announced": 413,
        "too many": 429,
    }


def test_every_response_lets_a_browser_load_and_send_to_this_server_alone(
    responses: dict[str, httpx.Response],
) -> None:
    for name, response in responses.items():
        policy = {
            directive: sources
            for directive, *sources in map(str.split, response.headers["Content-Security-Policy"].split(";"))
        }
        assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == ["'none'"], name
        assert {"script-src", "connect-src", "img-src", "base-uri"} <= policy.keys(), name
        for directive, sources in policy.items():
            allowed = {"'self'", "'none'"}
            if directive == "img-src":
                allowed.add("data:")
            if directive == "style-src":
                allowed.add("'unsafe-inline'")
            others = set(sources) - allowed
            if directive == "script-src":
                others = {source for source in others if not source.startswith("'sha256-")}
            assert not others, (name, directive)


def test_only_the_page_itself_may_run_scripts_that_stand_in_it(responses: dict[str, httpx.Response]) -> None:
    with_scripts = {
        name
        for name, response in responses.items()
        if "'sha256-" in response.headers["Content-Security-Policy"]
    }
    assert with_scripts == {"the page", "the French page"}


def test_every_response_forbids_guessing_types_framing_and_telling_where_one_comes_from(
    responses: dict[str, httpx.Response],
) -> None:
    for name, response in responses.items():
        assert response.headers["X-Content-Type-Options"] == "nosniff", name
        assert response.headers["X-Frame-Options"] == "DENY", name
        assert response.headers["Referrer-Policy"] == "no-referrer", name
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert "camera=()" in response.headers["Permissions-Policy"], name


def test_nothing_a_stranger_can_write_into_a_request_becomes_a_script_of_the_page(
    client: httpx.Client,
) -> None:
    script = "</script><script>window.pwned=1</script>"
    for response in (
        client.get("/", params={"q": script, "deep_link": script, "__theme": script}),
        client.get("/", headers={"X-Forwarded-Host": script, "X-Forwarded-Proto": script}),
        client.get("/", headers={"Cookie": f"language={script}", "User-Agent": script, "Referer": script}),
    ):
        assert response.status_code == 200
        assert "<script>window.pwned" not in response.text


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:7860", "127.0.0.1.evil.test", "127.0.0.1@evil.test", ""]
)
def test_a_server_reached_by_a_foreign_name_refuses(client: httpx.Client, host: str) -> None:
    for path in ("/", "/library", "/page/page.js", "/gradio_api/info"):
        assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost:7860", "127.0.0.1", "127.0.0.1:80"])
def test_the_machines_own_names_are_let_in(client: httpx.Client, host: str) -> None:
    assert client.get("/library", headers={"Host": host}).status_code == 200


def test_names_in_the_settings_are_let_in_but_no_page_of_another_name_reads_what_they_serve(
    library: rag.Library, tmp_path: Path
) -> None:
    with visitor(library, tmp_path, allowed_hosts=("articles.test", "*.inner.test")) as client:
        for host in ("articles.test", "a.inner.test:8000"):
            for path in ("/", "/library", "/config", "/gradio_api/info", "/article/openai-meta.txt"):
                response = client.get(path, headers={"Host": host, "Origin": FOREIGN})
                assert response.status_code == 200
                assert "Access-Control-Allow-Origin" not in response.headers, path
        for host in ("more.articles.test", "inner.test.evil.test", "evil.test"):
            assert client.get("/library", headers={"Host": host}).status_code == 400


def test_with_a_password_nothing_is_served_without_it(stranger: httpx.Client) -> None:
    paths = (
        "/ /fr/ /page/page.js /library /article/openai-meta.txt /config /theme.css /static/img/logo.svg /x"
    )
    for path in [*paths.split(), "/gradio_api/info", "/gradio_api/queue/data", "/fr/gradio_api/info"]:
        response = stranger.get(path)
        assert response.status_code == 401, path
        assert response.headers["WWW-Authenticate"].startswith("Basic realm="), path
    for path in ("/suggestions", "/feedback", "/articles", "/gradio_api/queue/join", "/gradio_api/call/ask"):
        assert stranger.post(path, json={}).status_code == 401, path


def test_only_the_very_user_and_password_let_in(stranger: httpx.Client) -> None:
    for path in ("/", "/fr/", "/library", "/page/page.js", "/gradio_api/info"):
        assert stranger.get(path, auth=LOGIN).status_code == 200, path
    for user, password in ((USER, ""), (USER, PASSWORD[:-1]), ("", PASSWORD), ("Zoe", PASSWORD)):
        assert stranger.get("/library", auth=(user.encode(), password.encode())).status_code == 401


def test_a_malformed_login_is_asked_for_again(stranger: httpx.Client) -> None:
    malformed = [
        b"Basic",
        b"Basic !!!",
        b"Basic \xe9",
        b"Basic /w==",
        b"Basic cmVhZGVy",
        b"Bearer x",
        b"\xff",
    ]
    for header in (*malformed, b"Basic Basic", b"Basic " + b"A" * 10_000):
        assert stranger.get("/library", headers={b"Authorization": header}).status_code == 401, header


def test_ten_wrong_passwords_a_minute_are_tried_and_then_not_even_the_right_one(
    library: rag.Library, tmp_path: Path
) -> None:
    with visitor(library, tmp_path, user=USER, password=PASSWORD) as client:
        for _ in range(20):  # who gives none guesses none
            assert client.get("/library").status_code == 401
        for guess in range(10):
            assert client.get("/library", auth=LOGIN).status_code == 200
            wrong = client.get("/library", auth=(LOGIN[0], str(guess)))
            assert wrong.status_code == (401 if guess < 9 else 429)
        for auth in ((LOGIN[0], "one more"), LOGIN):
            refused = client.get("/library", auth=auth)
            assert refused.status_code == 429
            assert refused.headers["Retry-After"] == "60"
            assert "wrong passwords" in refused.text


@pytest.mark.parametrize(
    "path",
    [
        "/articles?name=planted",
        "/articles/remove",
        "/suggestions",
        "/feedback",
        *(
            "/gradio_api/" + name
            for name in ["queue/join", "cancel", "reset", "call/ask", "run/ask", "api/ask", "call/v2/ask"]
        ),
        "/fr/gradio_api/queue/join",
    ],
)
def test_what_a_page_of_another_site_sends_is_refused(client: httpx.Client, path: str) -> None:
    port = client.base_url.port
    for origin in (
        FOREIGN,
        "null",
        "",
        "http://[",
        f"{FOREIGN}:{port}",
        f"http://127.0.0.1:{port}.evil.test",
    ):
        refused = client.post(path, content=b"Planted\nA text.", headers={"Origin": origin})
        assert refused.status_code == 403, origin
        assert "another site" in refused.text
        assert "Access-Control-Allow-Origin" not in refused.headers


def test_what_the_page_itself_sends_and_what_programs_send_is_taken(client: httpx.Client) -> None:
    asked = {"language": "en", "cited": [], "asked": [], "document": ""}
    for headers in ({"Origin": str(client.base_url).rstrip("/")}, {}):
        assert client.post("/suggestions", json=asked, headers=headers).status_code == 200
        assert client.post("/articles/remove", json={"name": "none.txt"}, headers=headers).status_code == 409
        assert client.post("/gradio_api/queue/join", json={}, headers=headers).status_code == 422


@pytest.mark.parametrize("page", ["/", "/fr/"])
def test_routes_of_gradio_that_the_page_has_no_use_for_are_not_there(client: httpx.Client, page: str) -> None:
    closed = [f"{page}gradio_api/{name}" for name in CLOSED] + [
        f"{page}{name}" for name in CLOSED_AT_THE_ROOT
    ]
    for path in closed:
        assert ask_exactly(client, "GET", path).status_code == 404, path
        assert ask_exactly(client, "POST", path, **UPLOAD).status_code == 404, path


@pytest.mark.parametrize("page", ["/", "/fr/"])
def test_no_way_of_writing_a_path_opens_a_closed_route(client: httpx.Client, page: str) -> None:
    assert ask_exactly(client, "GET", "/library").status_code == 200
    for path in (
        "/{}gradio_api/upload",
        "{}gradio_api//upload",
        "{}gradio_api/./upload",
        "{}gradio_api/upload.",
        "{}gradio_api/upload%2e",
        "{}gradio_api/upload%00",
        "{}gradio_api/upload%0a",
        "{}gradio_api/upload;x",
        "{}gradio_api/upload?/page/page.js",
        "{}GRADIO_API/UPLOAD",
        "{}gradio_api/%75pload",
        "{}gradio_api%2fupload",
        "{}gradio_api/call/../upload",
        "{}gradio_api/call/%2e%2e/upload",
        "{}gradio_api/run/..%2fupload",
        "{}gradio_api/heartbeat/../upload",
        "{}static/../gradio_api/upload",
        "{}assets/%2e%2e/gradio_api/upload",
        "{}fr/../gradio_api/upload",
        "{}fr/%2e%2e/gradio_api/upload",
        "/page/../gradio_api/upload",
        "/article/../gradio_api/upload",
        "http://evil.test/gradio_api/upload",
    ):
        response = ask_exactly(client, "POST", path.format(page), **UPLOAD)
        assert response.status_code in (404, 405), path
        assert "a.txt" not in response.text


def test_no_address_leads_out_of_the_folders_that_are_served(client: httpx.Client) -> None:
    secret = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0]
    up = ("..", "%2e%2e", "..%2f..", ".%2e", "..%5c..", "%252e%252e", "/..")
    for folder in (
        "page",
        "article",
        "static",
        "static/img",
        "assets",
        "svelte",
        "fr/assets",
        "gradio_api/file=",
    ):
        for step in up:
            for target in ("/etc/passwd", "/settings.py", "/pyproject.toml", "/page.py"):
                address = f"/{folder}/{'/'.join([step] * 12)}{target}"
                response = ask_exactly(client, "GET", address)
                assert response.status_code in (403, 404), address
                assert secret not in response.text
        for address in (f"/{folder}//etc/passwd", f"/{folder}/%2fetc%2fpasswd", f"/{folder}/%00"):
            assert ask_exactly(client, "GET", address).status_code in (403, 404), address


def test_only_articles_of_the_library_can_be_read(client: httpx.Client, article: rag.Document) -> None:
    assert client.get("/article/openai-meta.txt").status_code == 200
    for name in (
        "..",
        "missing.txt",
        "openai-meta.questions",
        "../corpus/openai-meta.txt",
        ".index",
        "%00",
        "%ff",
    ):
        response = ask_exactly(client, "GET", f"/article/{name}")
        assert response.status_code == 404, name
        assert article.text[:30] not in response.text


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/suggestions", 10**7),
        ("/feedback", 10**7),
        ("/gradio_api/queue/join", 10**7),
        ("/articles?name=a.txt", 10**7),
    ],
)
def test_a_body_over_the_limit_is_refused_whether_its_length_is_told_or_not(
    client: httpx.Client, path: str, most: int
) -> None:
    for body in (b"x" * (most + 1), chunks(most + 1)):
        refused = client.post(path, content=body)
        assert refused.status_code == 413
        assert f"more than {most:,} bytes" in refused.text
    assert client.post("/suggestions", content=chunks(10**7)).status_code == 422  # at the limit it is read


def test_too_many_requests_in_a_minute_are_refused_but_reading_goes_on(
    library: rag.Library, tmp_path: Path
) -> None:
    with visitor(library, tmp_path, questions_per_minute=2) as client:
        statuses = [client.post("/suggestions", json={}).status_code for _ in range(9)]
        assert statuses == [422] * 8 + [429]
        refused = client.post("/gradio_api/queue/join", json={})
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "60"
        assert client.get("/").status_code == client.get("/article/openai-meta.txt").status_code == 200


def test_questions_of_programs_are_counted_as_questions(library: rag.Library, tmp_path: Path) -> None:
    with visitor(library, tmp_path, questions_per_minute=1) as client:
        results = []
        for _ in range(2):
            asked = client.post(
                "/gradio_api/call/ask", json={"data": ["What did Chen promise?", None, None, None]}
            )
            results.append(client.get(f"/gradio_api/call/ask/{asked.json()['event_id']}").text)
        assert "event: complete" in results[0]
        assert "event: error" in results[1]


def test_where_adding_is_switched_off_articles_are_neither_added_nor_removed(
    library: rag.Library, tmp_path: Path
) -> None:
    with visitor(library, tmp_path, adding=False) as client:
        assert client.post("/articles?name=hens.txt", content=b"On hens\nHens lay.").status_code == 403
        refused = client.post("/articles/remove", json={"name": "openai-meta.txt"})
        assert refused.status_code == 403
        assert "RAG_ADDING" in refused.text
        known = client.get("/library").json()
        assert known["adding"] is False
        assert [each["name"] for each in known["articles"]] == [each.name for each in library.documents]


@pytest.mark.parametrize(
    ("host", "chosen", "adding"),
    [
        ("127.0.0.1", None, True),
        ("::1", None, True),
        ("0.0.0.0", None, False),
        ("192.0.2.1", None, False),
        ("0.0.0.0", True, True),
        ("127.0.0.1", False, False),
    ],
)
def test_adding_is_off_where_others_can_reach_the_page_unless_it_is_chosen(
    library: rag.Library, tmp_path: Path, host: str, chosen: bool | None, adding: bool
) -> None:
    opened: Future[rag.Library] = Future()
    opened.set_result(library)
    page = in_a_loop(lambda: application(opened, Settings(corpus=tmp_path, host=host, adding=chosen)))
    assert TestClient(page, base_url="http://127.0.0.1").get("/library").json()["adding"] is adding


def test_a_vote_becomes_a_line_of_json_beside_the_articles(library: rag.Library, tmp_path: Path) -> None:
    with visitor(library, tmp_path) as client:
        answer = {"question": "Why?\n<b>“…”</b>", "citations": [{"start": 1}]}
        assert client.post("/feedback", json={"helpful": False, "answer": answer}).json() == {"written": True}
        half = '{"helpful": true, "answer": {"question": "half of a character: \\ud83d"}}'
        assert post_json(client, "/feedback", half).status_code == 200
    first, second = (tmp_path / ".feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(first)["helpful"] is False
    assert json.loads(first)["answer"] == answer
    assert json.loads(first)["time"].endswith("+00:00")
    assert json.loads(second)["answer"]["question"].startswith("half of a character")


def test_a_vote_that_is_none_or_too_large_is_refused_and_not_written(
    library: rag.Library, tmp_path: Path
) -> None:
    with visitor(library, tmp_path) as client:
        for vote in ("", "null", "[]", "{}", '{"helpful": true}', '{"answer": {}}'):
            assert post_json(client, "/feedback", vote).status_code == 422, vote
        for helpful, answer in (("NaN", "{}"), ('"\\ud800"', "{}"), ("true", "[]"), ("true", '{"a": NaN}')):
            vote = f'{{"helpful": {helpful}, "answer": {answer}}}'
            assert post_json(client, "/feedback", vote).status_code == 422, vote
        deep = f'{{"helpful": true, "answer": {{"a": {"[" * 100_000}{"]" * 100_000}}}}}'
        assert post_json(client, "/feedback", deep).status_code == 400
        large = client.post("/feedback", json={"helpful": True, "answer": {"text": "x" * 100_000}})
        assert large.status_code == 413
        assert "100,000 characters" in large.text
    assert not (tmp_path / ".feedback.jsonl").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": 1},
        {"language": None},
        {"cited": "openai-meta.txt"},
        {"cited": [["openai-meta.txt"]]},
        {"cited": [["openai-meta.txt", "here"]]},
        {"cited": [["openai-meta.txt", float("inf")]]},
        {"cited": [[float("nan"), 1]]},
        {"cited": [["a", 1]] * 5_001},
        {"asked": [{}]},
        {"asked": None},
        {"document": ["openai-meta.txt"]},
    ],
)
def test_suggestions_are_refused_to_what_is_no_conversation(
    client: httpx.Client, wrong: dict[str, object]
) -> None:
    right: dict[str, object] = {"language": "en", "cited": [], "asked": [], "document": ""}
    assert client.post("/suggestions", json=right).status_code == 200
    refused = post_json(client, "/suggestions", json.dumps(right | wrong))
    assert refused.status_code == 422
    assert next(iter(wrong)) in str(refused.json()["detail"])


def test_articles_are_written_and_removed_by_plain_names_alone(client: httpx.Client, tmp_path: Path) -> None:
    known = client.get("/library").text
    for name in ("../planted.txt", f"{tmp_path}/planted.txt", "..", ".hidden.txt", "a\\b.txt", "a\0.txt"):
        added = client.post("/articles", params={"name": name}, content=b"Planted\nA text of a stranger.")
        assert json.loads(added.text.splitlines()[-1])["refused"] == "name"
        assert client.post("/articles/remove", json={"name": name}).status_code == 409
    assert client.get("/library").text == known
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("accepted", "cookie", "leads_to"),
    [
        ("fr", "", "/fr/"),
        ("fr-CA,en;q=0.8", "", "/fr/"),
        ("en,fr;q=0.8", "", None),
        ("de", "", None),
        ("fr;q=nonsense", "", None),
        ("", "", None),
        ("fr", "en", None),
        ("en", "fr", "/fr/"),
        ("fr", "//evil.test", "/fr/"),
    ],
)
def test_the_page_opens_in_the_language_chosen_before_else_in_the_browsers(
    client: httpx.Client, accepted: str, cookie: str, leads_to: str | None
) -> None:
    response = client.get("/", headers={"Accept-Language": accepted, "Cookie": f"language={cookie}"})
    assert response.headers.get("Location") == leads_to
    assert response.status_code == (307 if leads_to else 200)
    assert 'lang="en"' in response.text or leads_to


def test_the_way_to_a_language_keeps_the_question_in_the_address(client: httpx.Client) -> None:
    response = client.get("/?a=1&b=%C3%A9%0D%0AX:1", headers={"Accept-Language": "fr"})
    assert response.headers["Location"] == "/fr/?a=1&b=%C3%A9%0D%0AX:1"
    assert "Cookie" in response.headers["Vary"]
    assert "X" not in response.headers


def test_no_address_of_the_page_leads_to_another_host(client: httpx.Client) -> None:
    for target in (
        "//evil.test",
        "//evil.test/",
        "/fr//evil.test/",
        "/fr//evil.test",
        "/%2f%2fevil.test/",
        "/\\evil.test/",
        "/fr/%5cevil.test/",
        "/page//evil.test/",
        "/article//evil.test/",
        "/static//evil.test/",
        "/gradio_api/call//evil.test/",
        "/?//evil.test/",
        "http://evil.test/",
        "//evil.test/%2e%2e",
    ):
        for language in ("en", "fr"):
            response = ask_exactly(client, "GET", target, headers={"Accept-Language": language})
            assert response.headers.get("Location", "/fr/").startswith("/fr/"), target


def test_the_french_page_is_found_without_its_slash(client: httpx.Client) -> None:
    response = client.get("/fr", follow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (307, "/fr/")
