"""Texts of one document -> the full name for each first or last name that stands for one only."""

from collections.abc import Sequence

from rag.attribution.grammar import Grammar
from rag.attribution.mentions import Reader
from rag.attribution.tokens import Token


def full_names(texts: Sequence[str], tokens: Sequence[Sequence[Token]], grammar: Grammar) -> dict[str, str]:
    """First or last name -> the only full name in the texts with it."""
    words: set[str] = set()
    names: set[tuple[str, ...]] = set()
    for text, those in zip(texts, tokens, strict=True):
        reader = Reader(those, grammar)
        words.update(token.text for token in reader.tokens)
        at = 0
        while at < len(reader.tokens):
            end = reader.name_end(at)
            phrase = reader.phrase(at) if end - at > 1 else None
            if phrase and phrase.named and phrase.end == end:
                name = text[phrase.begin : phrase.stop]
                parts = name.replace("’", "'").removesuffix("'s").split()
                if 1 < len(parts) < 5:
                    names.add((parts[0], parts[-1], name[: len(name) - 2 * name.endswith(("'s", "’s"))]))
            at = max(end, at + 1)
    known = [name for name in names if name[0].lower() not in words]
    result: dict[str, set[str]] = {}
    for first, last, full in known:
        result.setdefault(first, set()).add(full)
        result.setdefault(last, set()).add(full)
    return {part: next(iter(full)) for part, full in result.items() if len(full) == 1}
