"""The page in the browser: Gradio's chat at the left, the article at the right."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = (
    "False"  # read when gradio is imported: alone stops every call to the outside
)

from rag.page.server import Served, serve  # after the line above

__all__ = ["Served", "serve"]
