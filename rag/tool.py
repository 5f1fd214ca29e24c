"""Question -> JSON text: `ask` for agents that speak LangChain."""

import json
from collections.abc import Callable
from dataclasses import asdict

from langchain_core.tools import StructuredTool

from rag.types import Answer


def library_tool(ask: Callable[[str], Answer]) -> StructuredTool:
    """The tool `ask_article`; it returns JSON with `text`, `status` and `citations`, as in Answer."""

    def ask_article(question: str) -> str:
        """Answer a question from the articles at hand: their own words, each with its place.

        The status is "answered", "closest" (not sure: only the closest passages) or "unanswered".
        """
        answer = ask(question)
        found = {
            "text": answer.text,
            "status": answer.status,
            "citations": [asdict(citation) for citation in answer.citations],
        }
        return json.dumps(found, ensure_ascii=False)

    return StructuredTool.from_function(ask_article)
