"""The commands and methods that add, list, remove and update documents."""

import json
import shutil
from pathlib import Path
from typing import Any

import files
import pytest
from files import FIRST, SECOND, TITLE, docx, pdf

import rag
from rag.cli import main
from rag.commands import look_again

CAT = "Un titre\nLe chat dort sur le toit.\n"
DOG = "Autre titre\nLe chien court dans la cour.\n"


def run(capsys: pytest.CaptureFixture[str], corpus: Path, *arguments: object) -> tuple[int, Any]:
    """A command's exit code and the JSON it prints."""
    code = main([*map(str, arguments), "--json", "--corpus", str(corpus)])
    return code, json.loads(capsys.readouterr().out)


def test_add_takes_files_and_folders_into_an_empty_corpus_and_says_what_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tmp_path / "given"
    (given / "sub").mkdir(parents=True)
    files.write_all(given)
    (given / "sub" / "z.md").write_text(DOG, encoding="utf-8")
    (given / "broken.pdf").write_bytes(b"nothing")
    (given / "copy.txt").write_bytes((given / "a.txt").read_bytes())
    (given / "photo.png").write_bytes(b"PNG")
    (tmp_path / "cat.txt").write_text(CAT, encoding="utf-8")
    corpus = tmp_path / "corpus"
    code, added = run(capsys, corpus, "add", tmp_path / "cat.txt", given, tmp_path / "none.txt")
    assert code == 5
    assert [each["name"] for each in added if each["name"]] == (
        ["cat.txt", "a.txt", "b.pdf", "c.docx", "d.epub", "e.html", "z.md"]
    )
    refused = {Path(each["given"]).name: each["refused"] for each in added if not each["name"]}
    assert list(refused) == ["broken.pdf", "copy.txt", "none.txt"]
    assert "copy.txt is in the corpus already, as a.txt" in refused["copy.txt"]
    (tmp_path / "new.txt").write_text(f"{CAT}Fin.", encoding="utf-8")
    assert run(capsys, corpus, "add", tmp_path / "new.txt")[0] == 0
    code, listed = run(capsys, corpus, "list")
    assert code == 0
    assert {each["state"] for each in listed} == {"indexed"}
    assert [each["pages"] for each in listed if each["name"] == "b.pdf"] == [2]


def test_update_says_what_came_went_changed_and_moved_and_list_and_status_what_waits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in {"a.txt": CAT, "b.txt": DOG, "c.txt": f"{CAT}Un.", "d.txt": f"{DOG}Deux."}.items():
        (corpus / name).write_text(text, encoding="utf-8")
    code, found = run(capsys, corpus, "update")
    assert (code, found["added"]) == (0, ["a.txt", "b.txt", "c.txt", "d.txt"])
    (corpus / "a.txt").rename(corpus / "moved.txt")
    (corpus / "b.txt").unlink()
    (corpus / "c.txt").write_text(f"{CAT}Trois.", encoding="utf-8")
    (corpus / "e.docx").write_bytes(docx(TITLE, FIRST))
    states = {each["name"]: each["state"] for each in run(capsys, corpus, "list")[1]}
    assert states == {
        "a.txt": "gone",
        "b.txt": "gone",
        "c.txt": "changed",
        "d.txt": "indexed",
        "e.docx": "new",
        "moved.txt": "new",
    }
    assert run(capsys, corpus, "status")[1]["waiting"] == ["a.txt", "b.txt", "c.txt", "e.docx", "moved.txt"]
    code, found = run(capsys, corpus, "update")
    assert code == 0
    assert found["added"] == ["e.docx"]
    assert found["removed"] == ["b.txt"]
    assert found["changed"] == ["c.txt"]
    assert found["moved"] == [["a.txt", "moved.txt"]]
    assert main(["update", "--corpus", str(corpus)]) == 0
    assert capsys.readouterr().out == "Nothing has changed.\n"
    code, status = run(capsys, corpus, "status")
    assert (code, status["documents"], status["waiting"], status["owner"]) == (0, 4, [], "nobody")
    assert status["languages"] == {"fr": 4}
    assert status["sentences"] >= 9
    assert status["index_bytes"] > 0
    assert status["model"]


def test_an_open_library_is_updated_and_asked_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CAT, encoding="utf-8")
    with rag.Library.open(tmp_path) as library:
        (tmp_path / "b.pdf").write_bytes(pdf([[TITLE, FIRST], [SECOND]]))
        (tmp_path / "a.txt").rename(tmp_path / "c.txt")
        (tmp_path / "d.txt").write_bytes(b"\0")
        assert library.status().waiting == ("a.txt", "b.pdf", "c.txt", "d.txt")
        found = library.update()
        assert (found.added, found.removed, found.moved) == (("b.pdf",), (), (("a.txt", "c.txt"),))
        assert [skip.name for skip in found.skipped] == ["d.txt"]
        assert library.ask("Où dort le chat ?").citations[0].document == "c.txt"
        assert library.update().embedded == 0
        status = library.status()
        assert (status.documents, status.owner, status.waiting) == (2, "this process", ("d.txt",))
        shutil.move(tmp_path / "b.pdf", tmp_path.parent / "b.pdf")
        (tmp_path / "c.txt").unlink()
        with pytest.raises(rag.CorpusError, match="has no article that can be read"):
            library.update()
        assert library.ask("Où dort le chat ?").citations[0].document == "c.txt"


def test_an_open_page_takes_in_what_comes_and_tells_once_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(CAT, encoding="utf-8")
    with rag.Library.open(tmp_path) as library:
        assert look_again(library, "") == ""
        (tmp_path / "b.txt").write_text(DOG, encoding="utf-8")
        (tmp_path / "c.txt").write_bytes(b"\0")
        assert look_again(library, "") == look_again(library, "") == ""
        assert capsys.readouterr().err.count("c.txt") == 1
        assert library.ask("Où court le chien ?").citations[0].document == "b.txt"
        for name in ("a.txt", "b.txt"):
            (tmp_path / name).unlink()
        wrong = look_again(library, "")
        assert "has no article that can be read" in wrong
        assert look_again(library, wrong) == wrong
        assert capsys.readouterr().err.count("has no article") == 1
        assert library.ask("Où court le chien ?").citations[0].document == "b.txt"


def test_status_and_list_work_while_another_process_owns_the_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(CAT, encoding="utf-8")
    assert run(capsys, tmp_path, "status")[1]["documents"] == 0
    with rag.Library.open(tmp_path):
        code, status = run(capsys, tmp_path, "status")
        assert (code, status["owner"], status["documents"]) == (0, "another process", 1)


def test_remove_keeps_the_last_document_and_says_which_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(CAT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(DOG, encoding="utf-8")
    code, report = run(capsys, tmp_path, "remove", "a.txt", "none.txt", "b.txt")
    assert code == 5
    assert [each["removed"] for each in report] == [True, False, False]
    assert "is the only document" in report[2]["reason"]
    assert (tmp_path / ".removed" / "a.txt").exists()


def test_a_receipt_holds_after_its_file_was_moved_and_says_where_the_text_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, receipt = tmp_path / "corpus", tmp_path / "receipt.json"
    corpus.mkdir()
    (corpus / "a.txt").write_text(CAT, encoding="utf-8")
    with rag.Library.open(corpus) as library:
        receipt.write_text(library.ask("Où dort le chat ?").receipt(), encoding="utf-8")
        (corpus / "a.txt").rename(corpus / "b.txt")
        library.update()
        (check,) = library.verify_receipt(receipt.read_text(encoding="utf-8"))
        assert (check.holds, check.document, check.now) == (True, "a.txt", "b.txt")
    assert main(["verify-receipt", str(receipt), "--corpus", str(corpus)]) == 0
    assert capsys.readouterr().out == "[1] holds: a.txt 9-34, now b.txt\n"
    (corpus / "b.txt").write_text(DOG, encoding="utf-8")
    assert main(["verify-receipt", str(receipt), "--corpus", str(corpus)]) == 4
