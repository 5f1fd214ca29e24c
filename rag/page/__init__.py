"""The Gradio page: chat at the left, the article at the right."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = (
    "False"  # read when gradio is imported: alone stops every call to the outside
)

from rag.page.layout import build, launch  # after the line above

__all__ = ["build", "launch"]
