"""The errors a person can meet; each message says what was wanted, what was got and what to do.

RagError
├── QuestionError         empty, not text, or too long (also a ValueError)
├── CorpusError           no folder, nothing readable in it, or a text that cannot be added or removed
│   └── UnknownDocument   no document of that name (also a LookupError)
├── VerifyError           the text to verify is empty, no text, or too long (also a ValueError)
├── ReceiptError          no receipt, or it cannot be read or written
├── QuestionsFileError    a file of questions to calibrate with cannot be read
├── IndexFolderError      the index folder cannot be written
│   ├── IndexLocked       another process owns it
│   ├── IndexClosed       the library was closed
│   └── IndexUnreachable  the Chroma server does not answer, or has other vectors
├── EmbeddingError        the embedding model cannot be loaded
└── ModelError            the chat model is not configured, or does not answer
"""


class RagError(Exception):
    """Any error of this package that is meant for people."""


class QuestionError(RagError, ValueError):
    """The question, or a number given with it, cannot be used."""


class CorpusError(RagError):
    """The corpus folder gives nothing to read, or cannot be changed as asked.

    `reason` says in one word why a text is refused or a document kept, for a page that says it in its
    reader's language: name, taken, empty, large, not_text, broken, encrypted, no_text, known, source,
    folder, last; else "".
    """

    def __init__(self, message: str, *, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class UnknownDocument(CorpusError, LookupError):
    """The corpus has no document of that name."""


class VerifyError(RagError, ValueError):
    """The text cannot be verified."""


class ReceiptError(RagError):
    """What was given is no receipt, or a receipt cannot be read or written."""


class QuestionsFileError(RagError):
    """A file of questions to calibrate with cannot be read."""


class IndexFolderError(RagError):
    """The index folder cannot be used."""


class IndexLocked(IndexFolderError):
    """Another process owns the index folder."""


class IndexClosed(IndexFolderError):
    """The library was closed."""

    def __init__(self) -> None:
        super().__init__("This library is closed: open it again.")


class IndexUnreachable(IndexFolderError):
    """The Chroma server that keeps the vectors cannot be used."""


class EmbeddingError(RagError):
    """The embedding model cannot be loaded."""


class ModelError(RagError):
    """No chat model is configured, it cannot be set up, or it did not answer.

    `reason` says in one word what is wrong, for an answer that says it in its reader's language: unset,
    setup, unreachable, denied, unknown, busy, failed, slow, cut, empty, unreadable.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason
