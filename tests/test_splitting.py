"""rag.splitting: a document -> sentences and passages, each with its offsets."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.embedding import BundledEmbeddings
from rag.loading import title_span
from rag.splitting import SplitDocument, paragraph_spans, sentence_spans, split_document
from rag.types import Document, Passage, Sentence

SPACES = "\n\r\t \u00a0\u2003\u2028\u2029\u202f\u3000\x0b\x0c\x1c\x1d\x1e\x1f\x85"
QUOTES = "«»“”„‹›「」『』《》\"'’()[]"
ENDS = ".!?…。！？؟।۔"
LETTERS = "aBcéÀ漢字カпМعह12\0\x07\u0301\u200b"
TEXTS = st.text(
    st.one_of(st.sampled_from(SPACES + QUOTES + ENDS + LETTERS), st.characters()), max_size=250
) | st.lists(st.sampled_from([*'«»"“” .\n', "Un mot", "a dit M. Roy", "3.5", "Oui"]), max_size=40).map(
    "".join
)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def paragraphs(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraph_spans(text)]


def split(text: str, *, max_tokens: int = 512) -> SplitDocument:
    return split_document(Document("a.txt", "", text), count_tokens=len, max_tokens=max_tokens)


def assert_covers(text: str, spans: Sequence[tuple[int, int]]) -> None:
    """Spans are in order and apart, begin and end with a character, and leave only white space out."""
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_paragraphs_are_in_order_and_leave_only_white_space_out(text: str) -> None:
    assert_covers(text, paragraph_spans(text))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_sentences_are_in_order_and_leave_only_white_space_out(text: str) -> None:
    assert_covers(text, sentence_spans(text))


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_sentences_of_a_part_stay_in_that_part(before: str, text: str, after: str) -> None:
    whole = before + text + after
    spans = sentence_spans(whole, len(before), len(before) + len(text))
    assert_covers(text, [(start - len(before), end - len(before)) for start, end in spans])


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from([20, 40, 512]))
@example("x" * 500, 40)
@example("Titre\n" + "mot " * 300, 40)
@example("Titre\n« " + "Un mot. " * 100 + "»", 40)
@example("", 40)
def test_pieces_cover_the_document_and_passages_hold_their_sentences(text: str, max_tokens: int) -> None:
    pieces = split(text, max_tokens=max_tokens)
    assert_covers(text, [(piece.start, piece.end) for piece in pieces.passages])
    assert_covers(text, [(piece.start, piece.end) for piece in pieces.sentences])
    every: list[Passage | Sentence] = [*pieces.passages, *pieces.sentences]
    for piece in every:
        assert piece.text == text[piece.start : piece.end]
        assert piece.document == "a.txt"
    for passage in pieces.passages:
        assert len(passage.text) <= max_tokens
    for sentence, position in zip(pieces.sentences, pieces.sentence_passage, strict=True):
        passage = pieces.passages[position]
        assert passage.start <= sentence.start < sentence.end <= passage.end
        assert passage.paragraph == sentence.paragraph
    assert set(pieces.sentence_passage) == set(range(len(pieces.passages)))
    assert list(pieces.sentence_passage) == sorted(pieces.sentence_passage)
    numbers = [passage.paragraph for passage in pieces.passages]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0b", "\x0c", "\x1c"])
def test_only_the_title_is_paragraph_0(mark: str) -> None:
    text = f"Un titre{mark}sa suite\nLe corps du texte.\nLe reste."
    title = title_span(text)
    assert title
    assert [(piece.start, piece.end) for piece in split(text).passages if piece.paragraph == 0] == [title]


def test_an_endless_sentence_is_cut_at_spaces_where_it_has_some() -> None:
    text = " ".join(["quarante"] * 30)
    pieces = split(text, max_tokens=40).passages
    assert {piece.text.replace("quarante", "").strip() for piece in pieces} == {""}


def test_an_endless_sentence_without_any_space_is_cut_anywhere() -> None:
    pieces = split("x" * 1_000, max_tokens=40)
    assert "".join(piece.text for piece in pieces.passages) == "x" * 1_000
    assert len(pieces.passages) == len(pieces.sentences) == 25


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = "Titre\n" + "Une phrase de vingt-neuf lettres. " * 6
    passages = split(text, max_tokens=100).passages[1:]
    assert len(passages) == 3
    assert {passage.paragraph for passage in passages} == {1}
    assert {passage.text for passage in passages} == {
        "Une phrase de vingt-neuf lettres. Une phrase de vingt-neuf lettres."
    }


@pytest.mark.parametrize("text", ["mot " * 900, "x" * 4_000, "漢字" * 800, "Une phrase courte. " * 300])
def test_no_passage_is_longer_than_the_bundled_model_reads(text: str, embedder: BundledEmbeddings) -> None:
    document = Document("a.txt", "", text)
    pieces = split_document(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)
    assert_covers(text, [(piece.start, piece.end) for piece in pieces.passages])
    assert len(pieces.passages) > 1
    assert max(embedder.count_tokens(piece.text) for piece in pieces.passages) <= 512


def test_no_passage_of_unfolding_characters_is_longer_than_the_model_reads(
    embedder: BundledEmbeddings,
) -> None:
    document = Document("a.txt", "", "㏂" * 400)  # SQUARE AM is read as "a.m."
    pieces = split_document(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)
    assert max(embedder.count_tokens(piece.text) for piece in pieces.passages) <= 512


def test_the_article_has_35_sentences_and_a_passage_per_paragraph(
    article: Document, split_article: SplitDocument
) -> None:
    texts = [sentence.text for sentence in split_article.sentences]
    assert len(texts) == 35
    assert texts[0] == article.title
    assert texts[-1] == "wired"
    lines = [line for line in article.text.splitlines() if line.strip()]
    assert [passage.text for passage in split_article.passages] == lines
    assert [passage.paragraph for passage in split_article.passages] == list(range(16))


@pytest.mark.parametrize(
    "sentence",
    [
        "« Je me battrai pour chacun d'entre vous, mais je ne le ferai pas au détriment de l'équité envers "
        "les autres », a-t-il écrit.",
        "L'un d'eux encourageait les employés à les contacter s'ils recevaient une offre de Meta : "
        "« S'ils vous mettent la pression ou vous font des offres ridicules et explosives, dites-leur "
        "simplement de reculer. Ce n'est pas bien de mettre la pression sur les gens lors d'une décision "
        "potentiellement cruciale. »",
        "« Soyez assurés que nous ne sommes pas restés les bras croisés. »",
        "« Si vous ressentez cette pression, n'hésitez pas à nous contacter. Mark et moi sommes là pour vous "
        "soutenir ! »",
        "WIRED ne révèle pas le nom du responsable, car il ne fait pas partie de la haute direction.",
        "« Enfin, je serai là cette semaine, revigoré et prêt à tout donner. Envoyez-moi un message quand "
        "vous le souhaitez. »",
        "Ni OpenAI ni Meta n'ont répondu aux demandes de commentaires.",
    ],
)
def test_a_quotation_of_the_article_is_one_sentence_with_the_words_that_attribute_it(
    split_article: SplitDocument, sentence: str
) -> None:
    assert sentence in [piece.text for piece in split_article.sentences]


@pytest.mark.parametrize(
    "parts",
    [
        ["M. Roy et Mme Le Gall ont vu le Dr. Blanc.", "Il pleut."],
        ["Mr. Smith met Mrs. Jones and Prof. Lee.", "They talked."],
        ["Hr. Meier und Dr. Vogel kamen usw. nicht.", "Es regnete."],
        ["El Sr. Ruiz y la Sra. Gil salieron.", "Llueve."],
        ["J. R. R. Tolkien wrote it.", "John F. Kennedy read it."],
        ["The U.S. Senate met.", "It voted."],
        ["He works at Acme Inc.", "The firm is big."],
        ["Ils ont vu des lacs, des bois, etc.", "Puis ils sont partis."],
        ["Er wohnt z. B. Unter den Linden.", "Sie nicht."],
        ["Ils ont payé 3.5 millions.", "Le taux est de 2.75 pour cent."],
        ["Visit example.com.", "See v1.2.3.", "Done."],
        ["It rose to 80.", "Then it fell."],
        ["Wait... what?", "He left…", "Then he came back."],
        ["Really?!", "Yes!!", "No."],
        ["Am 3. Oktober feiern wir.", "Im 19. Jahrhundert nicht."],
        ["1. Open the box.", "2. Take the book."],
        ["(Il pleut.)", "Elle part.", "[Fin de la note.]"],
        ["Il a couru.", "3 personnes ont suivi."],
        ["Louis XIV est mort.", "Vive Louis XV !"],
        ["It is in fig. 3.", "See p. 5 and No. 7."],
        ["une phrase sans majuscule. la suite non plus."],
    ],
    ids=lambda parts: parts[0],
)
def test_abbreviations_numbers_and_ellipses_do_not_cut_a_sentence(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["Tell me.", "Then go."],
        ["She said no.", "He said yes."],
        ["Elle aime l'art.", "Lui, la musique."],
        ["Ils étaient sept.", "Un seul est revenu."],
        ["Vimos el mar.", "Era azul."],
    ],
    ids=lambda parts: parts[0],
)
def test_a_word_that_is_spelt_like_an_abbreviation_ends_a_sentence(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["« Partons ! Vite. », a dit Marie Blanc.", "Ils partent."],
        ["« Non ! » cria-t-il.", "Elle part."],
        ["« Non ! »", "Elle part."],
        ["Elle a écrit : « Je pars. Je reviens. »", "Il pleut."],
        ["Er sagte: „Wir gehen. Jetzt sofort.“", "Dann ging er."],
        ["„Wir gehen. Jetzt sofort“, sagte er.", "Dann ging er."],
        ["»Wir gehen. Jetzt sofort«, sagte er.", "Dann ging er."],
        ["»Wir gehen. Jetzt sofort.«", "Dann ging er."],
        ["“We go. Right now,” she said.", "Then she left."],
        ["“We go. Right now.”", "Then she left."],
        ["“First. “Inner. Deep.” Second.”", "End."],
        ['"We go. Right now," she said.', "Then she left."],
        ['"We go. Right now."', "Then she left."],
        ["«Vamos. Ahora mismo», dijo ella.", "Luego salió."],
        ["他说：「我们走吧。快点。」", "然后他走了。"],
        ["「行こう。急いで」と彼は言った。", "彼は去った。"],
    ],
    ids=lambda parts: parts[0],
)
def test_a_quotation_is_not_cut(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_the_words_that_attribute_a_japanese_quotation_stay_with_it() -> None:
    assert sentences("「行こう。」と彼は言った。彼は去った。") == [
        "「行こう。」と彼は言った。",
        "彼は去った。",
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("公司成立于北京。真的吗？太好了！", ["公司成立于北京。", "真的吗？", "太好了！"]),
        ("電車が来た。乗ろう。", ["電車が来た。", "乗ろう。"]),
        ("هل وصل القطار؟ نعم وصل. ثم غادر۔ انتهى.", ["هل وصل القطار؟", "نعم وصل.", "ثم غادر۔", "انتهى."]),
        ("राम घर गया। सीता बाजार गई। क्या हुआ?", ["राम घर गया।", "सीता बाजार गई।", "क्या हुआ?"]),
        ("Поезд ушёл. Все дома.", ["Поезд ушёл.", "Все дома."]),
    ],
)
def test_the_full_stops_of_other_scripts_end_a_sentence(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_a_quotation_without_an_end_is_cut_at_its_own_sentences() -> None:
    assert sentences("« Il est parti. Il reviendra. Demain peut-être.") == [
        "« Il est parti.",
        "Il reviendra.",
        "Demain peut-être.",
    ]


def test_a_quotation_longer_than_800_characters_is_cut_at_its_own_sentences() -> None:
    assert len(sentences("« " + "Une phrase de la tirade. " * 40 + "»")) == 40


def test_an_odd_number_of_straight_quotes_does_not_swallow_the_text() -> None:
    assert sentences("He is 6'2\" tall. She is not. They left.") == [
        "He is 6'2\" tall.",
        "She is not.",
        "They left.",
    ]


def test_blank_lines_part_paragraphs_of_hard_wrapped_text() -> None:
    text = "Un titre\n\nUne phrase coupée\npar la marge, puis\nla fin.\n\nLe second\nparagraphe."
    assert paragraphs(text) == [
        "Un titre",
        "Une phrase coupée\npar la marge, puis\nla fin.",
        "Le second\nparagraphe.",
    ]


def test_lines_that_end_a_sentence_are_paragraphs_of_their_own() -> None:
    text = "Un titre\nLe premier paragraphe.\nLe deuxième !\n« Le troisième. »"
    assert paragraphs(text) == ["Un titre", "Le premier paragraphe.", "Le deuxième !", "« Le troisième. »"]


def test_a_line_wider_than_120_characters_is_a_paragraph_of_its_own() -> None:
    wide = "mot " * 35 + "fin"
    assert paragraphs(f"Un titre\n\n{wide}\n{wide}\nune ligne") == ["Un titre", wide, wide, "une ligne"]


def test_headings_and_list_items_are_paragraphs_of_their_own() -> None:
    text = "# Un titre\n\n## Une partie\nUn texte coupé\npar la marge\n"
    text += "- un point\n- un autre\n1. premier\n2) second"
    assert paragraphs(text) == [
        "# Un titre",
        "## Une partie",
        "Un texte coupé\npar la marge",
        "- un point",
        "- un autre",
        "1. premier",
        "2) second",
    ]


def test_paragraphs_are_counted_from_1_and_the_title_is_0() -> None:
    passages = split("\n Un titre \n\nLe premier.\n\nLe deuxième.").passages
    assert [(passage.paragraph, passage.text) for passage in passages] == [
        (0, "Un titre"),
        (1, "Le premier."),
        (2, "Le deuxième."),
    ]


def test_a_text_without_a_title_begins_with_paragraph_1() -> None:
    assert [passage.paragraph for passage in split("Une seule ligne. Deux phrases.").passages] == [1]


def test_windows_line_ends_do_not_shift_offsets() -> None:
    text = "Un titre\r\n\r\nUne phrase coupée\r\npar la marge.\r\n\r\nLa fin."
    passages = split(text).passages
    assert [text[passage.start : passage.end] for passage in passages] == [
        "Un titre",
        "Une phrase coupée\r\npar la marge.",
        "La fin.",
    ]
