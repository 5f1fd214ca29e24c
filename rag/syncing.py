"""A corpus folder -> an index that holds what the folder holds, and what could not be read."""

from rag.bulk import bulk_embedder
from rag.embedding import Embedder
from rag.indexing import Index
from rag.loading import CorpusFile, find_files, nothing_to_read, read_file, same_speakers, same_text
from rag.progress import Progress
from rag.settings import Settings
from rag.types import Document, Skipped
from rag.volume import Header, Volume, read_volume

LeftOut = dict[str, tuple[str, Skipped]]  # name -> the state of a file that could not be read, and why

_BATCH_CHARS = 100_000  # of texts that are embedded together: what a kill can cost, some 20 s


def read_folder(
    settings: Settings,
    index: Index,
    embedder: Embedder,
    progress: Progress | None,
    left_out: LeftOut,
) -> tuple[int, list[Skipped]]:
    """Read what is new or changed in the corpus folder, and take out of the index what is gone.

    Returns how many texts were embedded, and which files could not be read. `progress` is called with bytes.
    A file of `left_out` is read again once it is in another state; one that is left out now is added.
    Raises CorpusError where no file can be read.
    """
    files, skipped = find_files(settings.corpus)
    known = {header.name: header for header in index.headers()}
    wrong = {file.name for file in files if left_out.get(file.name, ("",))[0] == file.stamp}
    skipped += [left_out[name][1] for name in sorted(wrong)]
    files = [file for file in files if file.name not in wrong]
    changed = [file for file in files if file.name not in known or file.stamp != known[file.name].stamp]
    old = {file.name for file in changed}.union(known.keys() - {file.name for file in files})
    texts = {header.sha256: name for name, header in known.items() if name not in old}
    there = {file.name for file in files} - old  # names of documents
    moved = {known[name].sha256: known[name] for name in old & known.keys()}
    batch: list[tuple[Volume, str]] = []
    embedded = done = 0
    engine: Embedder | None = None  # that of all texts, chosen once the first are embedded
    total = sum(file.size for file in changed)
    for file in changed:
        document = _new_text(file, texts)
        if isinstance(document, Skipped):
            skipped.append(document)
            if document.code != "known":  # the text may be that of another file, which goes
                left_out[file.name] = file.stamp, document
        else:
            there.add(document.name)
            if not _adopted(document, index, moved.get(document.sha256), file.stamp):
                batch.append((volume_for(document, embedder), file.stamp))
        if progress and not done:
            progress(0, total)
        done += file.size
        chars = sum(len(volume.document.text) for volume, _ in batch)
        if chars >= _BATCH_CHARS or file is changed[-1]:
            engine = engine or bulk_embedder(embedder, chars + total - done, settings)
            embedded += index.put(batch, engine=engine)
            batch = []
            if progress:
                progress(done, total)
    if not there:
        raise nothing_to_read(settings.corpus, skipped)
    for name in known.keys() - there:
        index.remove(name)
    return embedded, skipped


def volume_for(document: Document, embedder: Embedder) -> Volume:
    """The document in pieces that the model reads."""
    return read_volume(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)


def _new_text(file: CorpusFile, texts: dict[str, str]) -> Document | Skipped:
    """The document of a file, unless it cannot be read or its text is there already, in `texts`."""
    document = read_file(file)
    if isinstance(document, Skipped):
        return document
    same = texts.setdefault(document.sha256, document.name)
    return document if same == document.name else same_text(file.name, same)


def _adopted(document: Document, index: Index, header: Header | None, stamp: str) -> bool:
    """Whether the text is in the index, as that of a file that is gone or was written anew."""
    if header is None or not same_speakers(header.stamp, stamp):
        return False
    if index.volume(header.key).document.title != document.title:
        return False
    return index.adopt(document, header.key, stamp)
