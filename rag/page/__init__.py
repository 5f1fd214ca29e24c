"""The page in the browser: Gradio's chat at the left, the article at the right."""

import os

# Read when gradio is imported, or builds a page.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # alone stops every call to the outside
# For a monitor, which this page has none of, Gradio records 10,000 events, and sums them up after each.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**12)  # events from one sum to the next

from rag.page.server import Served, serve  # after the lines above

__all__ = ["Served", "serve"]
