"""A sentence-transformers folder -> an OpenAI-compatible server of its vectors, for peers that ask one.

python benchmarks/peers/served.py MODEL PORT
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sentence_transformers import SentenceTransformer

_MOST_BYTES = 64 * 2**20


def main() -> None:
    """Serve /v1/embeddings on the loopback address until ended."""
    model = SentenceTransformer(sys.argv[1])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # keeps its connection, as such servers do

        def do_GET(self) -> None:
            self._answer({"object": "list", "data": []})

        def do_POST(self) -> None:
            size = min(int(self.headers["Content-Length"]), _MOST_BYTES)
            texts = json.loads(self.rfile.read(size))["input"]
            texts = [texts] if isinstance(texts, str) else texts
            vectors = model.encode(texts, prompt="", normalize_embeddings=True).tolist()
            data = [
                {"object": "embedding", "index": at, "embedding": vector} for at, vector in enumerate(vectors)
            ]
            usage = {"prompt_tokens": 0, "total_tokens": 0}
            self._answer({"object": "list", "data": data, "model": "served", "usage": usage})

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing: what is timed would wait for it."""

        def _answer(self, value: object) -> None:
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()


if __name__ == "__main__":
    main()
