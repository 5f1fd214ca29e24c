"""python app.py: open the library and serve the page; the options of `article-chat chat` work here too."""

import sys

from rag.cli import main

if __name__ == "__main__":
    sys.exit(main(["chat", *sys.argv[1:]]))
