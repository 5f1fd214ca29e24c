"""Debian's translated manual pages -> a folder of documents, the first line of each its title.

python benchmarks/archive.py FOLDER [--documents 2000] [--packages manpages-fr ...]

Downloads with apt-get and unpacks with dpkg, into a folder that is removed again; nothing is installed. The
languages take turns, so that a small archive is mixed like a large one. Examples and tables are left out.
A page whose header names a year is HTML of that date, the others are plain text.
"""

import argparse
import gzip
import itertools
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

PACKAGES = ("de", "fr", "es", "pl", "it", "pt-br", "ru", "ja", "nl", "ro", "sr", "uk", "sv", "cs", "hu", "zh")
LEAST_CHARS = 600  # a shorter page says little more than where another one is

_SPECIAL = {"aq": "'", "dq": '"', "lq": "“", "rq": "”", "oq": "‘", "cq": "’", "Fo": "«", "Fc": "»"}
_SPECIAL |= {
    "em": "—",
    "en": "–",
    "hy": "-",
    "mi": "−",
    "bu": "•",
    "co": "©",
    "rg": "®",
    "tm": "™",
    "ha": "^",
}
_SPECIAL |= {
    "ti": "~",
    "ga": "`",
    "rs": "\\",
    "ua": "↑",
    "->": "→",
    "<-": "←",
    "lB": "[",
    "rB": "]",
    "mu": "×",
}
_ESCAPE = re.compile(
    r"\\(?:"
    r'(?P<comment>["#].*)'
    r"|f(?:\([^\s]{2}|\[[^]]*\]|.)"  # fonts
    r"|[mMFk](?:\([^\s]{2}|\[[^]]*\]|.)|s[-+]?\d{1,2}|[hvwlLDoZ]'[^']*'"  # colours, sizes, movements
    r"|(?:\((?P<two>[^\s]{2})|\[(?P<named>[^]]*)\])"
    r"|\*(?:\((?P<string>[^\s]{2})|\[(?P<long>[^]]*)\]|.)"
    r"|(?P<one>.)|$)"
)
_ONE = {"-": "-", " ": " ", "~": " ", "0": " ", "e": "\\", "\\": "\\", "'": "´", "`": "`", "t": " ", ".": "."}
_STRING = {"lq": "“", "rq": "”", "Lq": "“", "Rq": "”", "R": "®", "Tm": "™"}
_CJK_BREAK = re.compile(r"(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff])")  # the end of a line
_ARGUMENT = re.compile(r'"((?:[^"]|"")*)"?|((?:\\ |\S)+)')
_ALTERNATING = frozenset(("BR", "BI", "IB", "IR", "RB", "RI"))
_PLAIN = frozenset(("B", "I", "SM", "SB", "R"))
_BREAKS = frozenset(("PP", "P", "LP", "HP", "RS", "RE", "sp", "TP", "TQ", "IP", "SH", "SS"))
_YEAR = re.compile(r"^\.TH .*?\b((?:19|20)\d\d)\b", re.MULTILINE)
_LEFT_OUT = {"nf": "fi", "EX": "EE", "TS": "TE", "de": ".", "ig": "."}


def page_text(roff: str) -> str:
    r"""A manual page in the `man` macros -> its prose, a line per paragraph; "" where it has none.

    >>> print(page_text('.TH LS 1\n.SH NOM\nls \\- voir\n.SH SUITE\nVoici\nla \\fBsuite\\fP\n.BR ls (1).'))
    ls - voir
    <BLANKLINE>
    SUITE
    <BLANKLINE>
    Voici la suite ls(1).
    """
    blocks = list(_blocks(roff.splitlines()))
    if len(blocks) < 2:
        return ""
    return "\n\n".join(blocks[1:])  # the first one is the heading "NAME", and what follows it the title


def dated(text: str, year: str) -> str:
    """A page's text as HTML that says its year."""
    body = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in text.split("\n\n"))
    date = f'<meta charset="utf-8"><meta name="date" content="{year}-01-01">'
    return f"<!DOCTYPE html>\n<html><head>{date}</head><body><article>\n{body}</article></body></html>"


def pages(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The name, text and year ("" where it has none) of each page below a folder, by name.

    Links and pages in other macros are left out.
    """
    for path in sorted(folder.rglob("*.gz")):
        if path.is_file() and not path.is_symlink():
            roff = gzip.decompress(path.read_bytes()).decode("utf-8", errors="replace")
            if len(text := page_text(roff)) >= LEAST_CHARS:
                year = _YEAR.search(roff)
                yield path.stem, text, year[1] if year else ""


def unpacked(package: str, folder: Path) -> Path:
    """The content of a Debian package, downloaded and unpacked into a folder of its own."""
    into = folder / package
    into.mkdir()
    subprocess.run(["apt-get", "download", "-q", package], cwd=into, check=True, capture_output=True)
    (archive,) = into.glob("*.deb")
    subprocess.run(["dpkg", "-x", archive, into / "files"], check=True)
    return into / "files"


def write_archive(folder: Path, packages: Iterable[str], documents: int) -> int:
    """Write at most this many documents, the packages in turn; returns their number."""
    folder.mkdir(parents=True, exist_ok=True)
    seen: set[str] = set()
    with tempfile.TemporaryDirectory() as temporary:
        of_packages = [
            [(package, *page) for page in pages(unpacked(package, Path(temporary)))] for package in packages
        ]
    in_turn = (page for turn in itertools.zip_longest(*of_packages) for page in turn if page)
    for package, name, text, year in in_turn:
        if len(seen) < documents and text not in seen:
            seen.add(text)
            language = package.removeprefix("manpages-")
            kind, written = (".html", dated(text, year)) if year else (".txt", text)
            (folder / f"{language}-{name}{kind}").write_text(written + "\n", encoding="utf-8")
    return len(seen)


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    """Headings and paragraphs, in order."""
    paragraph: list[str] = []
    skipped_until, tag_follows = "", False
    for line in lines:
        macro, arguments = _request(line)
        if skipped_until:
            skipped_until = "" if macro == skipped_until else skipped_until
            continue
        if macro in _BREAKS or not line.strip():
            yield from _joined(paragraph)
            paragraph, tag_follows = [], macro in ("TP", "TQ")
            if macro == "IP" and arguments and len(arguments[0]) > 1:
                paragraph = [arguments[0] + ":"]
            elif macro in ("SH", "SS"):
                yield from _joined([" ".join(arguments)])
        elif macro in _LEFT_OUT:
            skipped_until = _LEFT_OUT[macro]
        elif words := _words(line, macro, arguments):
            paragraph.append(words + ":" if tag_follows else words)
            tag_follows = False
    yield from _joined(paragraph)


def _request(line: str) -> tuple[str, list[str]]:
    """The macro of a line and its arguments, ("", []) where it is text."""
    found = re.match(r"[.']\s*(\S*)\s*(.*)", line)
    if not found:
        return "", []
    if found[1].startswith(('\\"', "\\#")):
        return "comment", []
    arguments = [quoted or bare for quoted, bare in _ARGUMENT.findall(found[2])]
    return found[1], [_plain(argument.replace('""', '"')) for argument in arguments]


def _words(line: str, macro: str, arguments: list[str]) -> str:
    """What a line adds to its paragraph."""
    if not macro:
        return _plain(line)
    if macro in _ALTERNATING:
        return "".join(arguments)
    if macro in _PLAIN:
        return " ".join(arguments)
    return arguments[0] if macro in ("UR", "MT") and arguments else ""


def _plain(text: str) -> str:
    return _ESCAPE.sub(_meaning, text)


def _meaning(escape: re.Match[str]) -> str:
    name = escape["two"] or escape["named"]
    if name:
        code = re.fullmatch(r"u([0-9A-F]{4,6})", name)
        return chr(min(int(code[1], 16), 0x10FFFF)) if code else _SPECIAL.get(name, "")
    string = escape["string"] or escape["long"]
    return _STRING.get(string, "") if string else _ONE.get(escape["one"] or "", "")


def _joined(lines: list[str]) -> Iterator[str]:
    if text := _CJK_BREAK.sub("", " ".join(" ".join(lines).split())):
        yield text


def main() -> None:
    """Make the folder that the command line names."""
    parser = argparse.ArgumentParser(description="Make a folder of Debian's manual pages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--documents", type=int, default=2_000, help="at most (default 2000, about 100,000 paragraphs)"
    )
    parser.add_argument("--packages", nargs="+", default=[f"manpages-{name}" for name in PACKAGES])
    arguments = parser.parse_args()
    print(write_archive(arguments.folder, arguments.packages, arguments.documents), "documents")


if __name__ == "__main__":
    main()
