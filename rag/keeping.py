"""The commands that add, list, remove and update documents -> what is printed, the exit code."""

from argparse import Namespace

from rag.commands import as_json, open_library
from rag.errors import CorpusError
from rag.settings import Settings

_NOT_ALL = 5


def add(settings: Settings, options: Namespace) -> int:
    """Add files, folders of files and web addresses, and print what became of each."""
    from rag.gathering import gather
    from rag.loading import find_files

    try:
        settings.corpus.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(
            f"The corpus folder {settings.corpus} cannot be made ({error.strerror})."
        ) from error
    if find_files(settings.corpus)[0]:
        with open_library(settings) as library:
            added, _ = library.add_all(options.given)
    else:  # a library has at least one document
        added = gather(options.given, corpus=settings.corpus, known=(), private=settings.private_addresses)
        if any(each.name for each in added):
            open_library(settings).close()
    if options.json:
        print(as_json(added))
    for each in [] if options.json else added:
        print(f"added    {each.name}" if each.name else f"REFUSED  {each.given}: {each.refused}")
    return 0 if added and all(each.name for each in added) else _NOT_ALL


def remove(settings: Settings, options: Namespace) -> int:
    """Take documents out of the library, and print what became of each."""
    report = []
    with open_library(settings) as library:
        for name in options.names:
            try:
                library.remove(name)
                report.append({"name": name, "removed": True, "reason": ""})
            except CorpusError as error:
                report.append({"name": name, "removed": False, "reason": str(error)})
    if options.json:
        print(as_json(report))
    for each in [] if options.json else report:
        print(f"removed  {each['name']}" if each["removed"] else f"KEPT     {each['name']}: {each['reason']}")
    return 0 if all(each["removed"] for each in report) else _NOT_ALL


def update(settings: Settings, options: Namespace) -> int:
    """Read the corpus folder again, index what changed, and print what that is."""
    from rag.changes import changes
    from rag.status import listed

    known = {each.name: each.sha256 for each in listed(settings) if each.state != "new"}
    with open_library(settings) as library:
        now = {header.name: header.sha256 for header in library.contents}
        found = changes(known, now, skipped=library.skipped, embedded=library.embedded)
    if options.json:
        print(as_json(found))
        return 0
    for word, names in (("came", found.added), ("went", found.removed), ("changed", found.changed)):
        for name in names:
            print(f"{word:8} {name}")
    for old, new in found.moved:
        print(f"moved    {old} -> {new}")
    if not (found.added or found.removed or found.changed or found.moved):
        print("Nothing has changed.")
    return 0


def list_documents(settings: Settings, options: Namespace) -> int:
    """Print the documents, those too that are not indexed yet."""
    from rag.status import listed

    documents = listed(settings)
    if options.json:
        print(as_json(documents))
    for each in [] if options.json else documents:
        pages = f", {each.pages} pages" if each.pages else ""
        about = f"  {each.title} ({each.language or '?'}{pages})" if each.title else ""
        print(f"{each.state:8} {each.name}{about}")
    return 0


def status(settings: Settings, options: Namespace) -> int:
    """Print what the index holds."""
    from rag.status import status as status_of

    found = status_of(settings)
    if options.json:
        print(as_json(found))
        return 0
    languages = ", ".join(f"{language or '?'} {count}" for language, count in found.languages.items())
    print(
        f"corpus     {found.corpus}\ndocuments  {found.documents}\npassages   {found.passages}\n"
        f"sentences  {found.sentences}\nlanguages  {languages or '-'}\n"
        f"index      {found.index}, {found.index_bytes:,} bytes, used by {found.owner}\n"
        f"model      {found.model or '-'}\nwaiting    {', '.join(found.waiting) or 'nothing'}"
    )
    return 0
