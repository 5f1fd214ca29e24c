"""rag.verification: what the documents say of sentences that somebody else wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
from rag.verification import Draft, draft_sentences
from rag.verification.amounts import amounts
from rag.verification.figures import figures, unstated
from rag.verification.number_words import spelled_out, without_both
from rag.verification.polarity import denials
from rag.verification.quotations import locate
from rag.verification.speech import may_be_same

HARBOUR = """El puerto de Gijón cierra tres muelles
La Autoridad Portuaria anunció el martes 4 de marzo de 2025 el cierre de tres muelles durante seis \
semanas. La obra costará 2,4 millones de euros.
«No podemos seguir esperando», declaró la presidenta, Laura Ortega. «Los barcos no pueden entrar con marea \
baja».
Los estibadores no comparten esa opinión. Su portavoz, Manuel Prieto, aseguró que ningún buque ha tenido \
problemas en diez años. «Es un gasto inútil», dijo.
El alcalde se negó a hacer comentarios.
"""
RAILWAY = """Neue Bahnstrecke zwischen Ulm und Wendlingen
Die Deutsche Bahn hat am 9. Dezember 2022 die Neubaustrecke zwischen Wendlingen und Ulm eröffnet. Die 60 \
Kilometer lange Strecke kostete rund vier Milliarden Euro.
„Die Fahrzeit sinkt um eine Viertelstunde“, sagte Verkehrsminister Winfried Hermann bei der Eröffnung. \
Bahnchef Richard Lutz sprach von einem „Meilenstein für den Südwesten“.
Kritiker wie der Verein Umkehrbar bemängeln, dass kein Güterzug die Strecke nutzen kann.
"""


DAM = """The dam at Cole's Ford
In March 1961 the water stood at 40 feet. Mary Cole, the mayor, asked the county to close the road. \
“The wall is moving,” she told the engineers.
The county's engineer, Tom Reed, did not believe it. “A wall of that size always moves,” he said. A farmer \
saw a “crack as long as a cow”. The minister of works, Paul Harding, promised a new wall within a year; his \
colleague at the treasury, Ann Lyle, refused to pay for it.
Reed's wife would recall that he slept badly. The new wall cost 900,000 pounds.
The council held that the road was safe, whereas Mary Cole called it a trap. The road was never repaired.
“Somebody will have to answer for this,” the mayor declared in May. Peter Stone, a reporter, came only in \
June.
"""


def library_of(folder: Path, **texts: str) -> rag.Library:
    """A library of texts by their names."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return rag.Library.open(folder)


@pytest.fixture(scope="module")
def dam(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rag.Library]:
    """An English text in which many speak."""
    with library_of(tmp_path_factory.mktemp("dam"), dam=DAM) as library:
        yield library


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Mary Cole declared in May: “Somebody will have to answer for this”.", "supported"),
        ("Peter Stone declared in May: “Somebody will have to answer for this”.", "misattributed"),
        ("Tom Reed said: “A wall of that size always moves”.", "supported"),
        ("Mary Cole said: “A wall of that size always moves”.", "misattributed"),
        ("A farmer spoke of a “crack as long as a cow”.", "supported"),
        ("Tom Reed was reminded of a “crack as long as a cow”.", "misattributed"),
        ("Le ministre des Travaux publics promet un nouveau mur dans l'année.", "supported"),
        ("Ann Lyle promised a new wall within a year.", "misattributed"),
        ("Ann Lyle refused to pay for a new wall.", "supported"),
        ("Tom Reed recalled that he slept badly.", "misattributed"),
        ("According to Tom Reed, the new wall cost 900,000 pounds.", "misattributed"),
        ("The new wall cost 900,000 pounds.", "supported"),
        ("Mary Cole's warning to the engineers was: “The wall is moving”.", "supported"),
        ("Tom Reed's warning to the engineers was: “The wall is moving”.", "misattributed"),
        ("Mary Cole asked for a closed road, while Tom Reed doubted that the wall moved.", "supported"),
        ("The council holds that the road was safe, whereas Mary Cole called it a trap.", "supported"),
        ("Mary Cole holds that the road was safe.", "misattributed"),
        ("Paul Harding said that the road was never repaired.", "misattributed"),
        ("The road was repaired.", "unsupported"),
        ("La route a été réparée.", "unsupported"),
        ("The road was never repaired.", "supported"),
    ],
)
def test_who_says_so_is_told_apart_from_who_stands_near(
    dam: rag.Library, sentence: str, verdict: str
) -> None:
    assert [found.verdict for found in dam.verify(sentence)] == [verdict]


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rag.Library]:
    """A Spanish and a German text."""
    folder = tmp_path_factory.mktemp("press")
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "railway.txt").write_text(RAILWAY, encoding="utf-8")
    with rag.Library.open(folder) as library:
        yield library


@pytest.mark.parametrize(
    "sentence",
    [
        "The port authority announced on Tuesday, March 4, 2025 that three docks would close for six weeks.",
        "The work will cost €2.4 million.",
        "Les travaux coûteront deux millions quatre cent mille euros.",
        "Laura Ortega said: «Los barcos no pueden entrar con marea baja».",
        "The dockers' spokesman called it “un gasto inútil”.",
        "Le porte-parole des dockers, Manuel Prieto, affirme qu'aucun navire n'a eu de problème en dix ans.",
        "The mayor declined to comment.",
        "The new line opened on 9 December 2022 between Wendlingen and Ulm.",
        "Die Strecke ist 60 Kilometer lang und kostete 4.000 Millionen Euro.",
        "Richard Lutz called the line a „Meilenstein für den Südwesten“.",
        "No freight train can use the line, critics say.",
        "The port's chairwoman said: «No podemos seguir esperando».",
        "El puerto, dice Ortega, no puede esperar más.",
        "The ride takes 15 minutes less, according to the transport minister.",
        "Nearly 2.5 million euros will be spent on the work.",
        "Prieto asegura que ningún buque tuvo problemas, pero Ortega declaró que no se puede esperar.",
    ],
)
def test_what_a_text_says_is_supported_in_any_language(press: rag.Library, sentence: str) -> None:
    (verdict,) = press.verify(sentence)
    assert (verdict.verdict, verdict.reason) == ("supported", "")
    for citation in verdict.citations:
        assert press.document(citation.document).text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("sentence", "verdict", "reason"),
    [
        ("The work will cost 2.4 million dollars.", "unsupported", "2,400,000 dollars"),
        ("The work will cost 24 million euros.", "unsupported", "24,000,000 euros"),
        ("Three docks will be closed for six months.", "unsupported", "6 months"),
        ("El cierre se anunció el miércoles 4 de marzo de 2025.", "unsupported", "day of the week"),
        ("Die Strecke wurde am 9. November 2022 eröffnet.", "unsupported", "9. November 2022"),
        ("The line is 60 miles long.", "unsupported", "60 miles"),
        ("Laura Ortega: «Los barcos pueden entrar con marea baja».", "altered_quote", "Los barcos pueden"),
        ("Laura Ortega dijo: «No podemos entrar con marea baja».", "altered_quote", "No podemos entrar"),
        (
            "Manuel Prieto dijo: «Los barcos no pueden entrar con marea baja».",
            "misattributed",
            "Laura Ortega",
        ),
        (
            "Winfried Hermann sprach von einem „Meilenstein für den Südwesten“.",
            "misattributed",
            "Richard Lutz",
        ),
        ("Bahnchef Lutz sagte, die Fahrzeit sinke um eine Viertelstunde.", "misattributed", "Hermann"),
        ("Freight trains can use the line, critics say.", "unsupported", "denies"),
        ("A source said: «Es un gasto inútil».", "misattributed", "Manuel Prieto"),
        ("The dockers' spokesman said: «No podemos seguir esperando».", "misattributed", "Laura Ortega"),
        ("Laura Ortega reports that the work will cost 2.4 million euros.", "misattributed", "Laura Ortega"),
        ("Manuel Prieto dijo que «los estibadores no comparten esa opinión».", "misattributed", "itself"),
        ("The port of Bilbao is closing three docks.", "unsupported", "Bilbao"),
        ("Whales sing to each other over thousands of kilometres.", "unsupported", "The source"),
    ],
)
def test_what_a_text_does_not_say_is_told_with_the_reason(
    press: rag.Library, sentence: str, verdict: str, reason: str
) -> None:
    (found,) = press.verify(sentence)
    assert found.verdict == verdict
    assert reason in found.reason
    assert found.citations == ()


def test_a_sentence_is_held_to_the_passages_that_it_cites(library: rag.Library) -> None:
    promise, closing = library.retrieve("What did Chen promise?", k=1), library.retrieve("80 heures", k=1)
    text = (
        "Chen promised to talk to those with offers 24 hours a day [1]. They work 80 hours a week [1]. "
        "They work 80 hours a week. [2] They work hard. They rest [3]."
    )
    verdicts = library.verify(text, sources=[*promise, *closing])
    assert [verdict.verdict for verdict in verdicts] == [
        "supported", "unsupported", "supported", "no_source", "no_source"
    ]  # fmt: skip
    assert [text[verdict.start : verdict.end] for verdict in verdicts][2] == "They work 80 hours a week. [2]"
    assert [[citation.number for citation in verdict.citations] for verdict in verdicts] == [
        [1],
        [],
        [2],
        [],
        [],
    ]
    assert "There is no source [3]" in verdicts[4].reason


def test_a_citation_is_narrowed_to_the_sentence_that_carries_the_claim(library: rag.Library) -> None:
    (passage,) = library.retrieve("primes à la signature de 100 millions de dollars", k=1)
    (verdict,) = library.verify("Signing bonuses reached $100 million, Altman said [1].", sources=[passage])
    (citation,) = verdict.citations
    assert "100 millions de dollars" in citation.quote
    assert len(citation.quote) < len(passage.text) / 2
    assert citation.speaker.endswith("Altman")


def test_the_same_place_keeps_its_number(library: rag.Library) -> None:
    first, _, again = library.verify(
        "Chen wrote of « un sentiment viscéral ». Employees work 80 hours a week. "
        "Chen wrote « comme si quelqu'un s'était introduit chez nous »."
    )
    assert [citation.number for citation in first.citations] == [1]
    assert [citation.number for citation in again.citations] == [1]


def test_he_is_whom_the_sentence_before_names(library: rag.Library) -> None:
    said = "wrote to the staff of OpenAI on Slack. He wrote: « Je me battrai pour chacun d'entre vous »."
    chen, altman = (library.verify(f"{name} {said}") for name in ("Mark Chen", "Sam Altman"))
    assert chen[1].verdict == "supported"
    assert altman[1].verdict == "misattributed"


def test_where_two_were_named_he_may_be_either(library: rag.Library) -> None:
    text = "Chen a écrit à Sam Altman. Il a promis de se battre pour chacun d'entre vous."
    assert library.verify(text)[1].verdict != "misattributed"


def test_who_is_named_behind_a_preposition_does_not_speak(library: rag.Library) -> None:
    text = "He works with Sam Altman « 24 heures sur 24 pour parler à ceux qui ont des offres »."
    assert library.verify(text)[0].verdict == "supported"


def test_a_quotation_is_found_whatever_its_marks_spaces_and_case() -> None:
    text = "« J’estimai, à ce moment, que si je faisais une concession – nouvelle… », dit-il."
    start, end = locate("j'estimai , à ce  moment, que si je FAISAIS une concession - nouvelle", text) or (
        0,
        0,
    )
    assert text[start:end] == "J’estimai, à ce moment, que si je faisais une concession – nouvelle"


@pytest.mark.parametrize(
    "altered",
    [
        "à ce moment que si je faisais",  # a comma less
        "à ce moment, que je faisais",  # a word less
        "à ce moment … concession",  # what stands between is left out
        "ce moment, que si je faisais une conc",  # ends within a word
        "a ce moment",  # another word, by its accent
    ],
)
def test_a_quotation_that_differs_in_a_word_or_a_mark_is_not_found(altered: str) -> None:
    assert locate(altered, "« J’estimai, à ce moment, que si je faisais une concession. »") is None


@pytest.mark.parametrize(
    ("text", "language", "values", "units"),
    [
        ("$100m", "en", {1e8}, {"USD"}),
        ("cent millions de dollars", "fr", {1e8}, {"USD"}),
        ("un million et demi de francs", "fr", {1.5e6}, {"CHF"}),
        ("one and a half million euros", "en", {1.5e6}, {"EUR"}),
        ("1.170 Euro", "de", {1170.0, 1.17}, {"EUR"}),
        ("5 300 km", "fr", {5300.0}, set()),
        ("forty-seven hours", "en", {47.0}, {"duration-hour"}),
        ("90 pour cent", "fr", {90.0}, {"percent"}),
        ("zweiundzwanzig Prozent", "de", {22.0}, {"percent"}),
        ("47.5 pounds", "en", {47.5}, {"GBP", "mass-pound"}),
        ("a quarter of a million dollars", "en", {250_000.0}, {"USD"}),
        ("dix milles", "fr", {10.0}, {"length-mile"}),
    ],
)
def test_an_amount_is_the_same_in_words_and_digits_and_any_language(
    text: str, language: str, values: set[float], units: set[str]
) -> None:
    (amount,) = amounts(spelled_out(text, language), language)
    assert amount.values == values
    assert units <= amount.units


def test_one_and_the_two_count_nothing() -> None:
    text = without_both("une semaine, un homme, aux deux bouts")
    assert list(amounts(spelled_out(text, "fr"), "fr")) == []


@pytest.mark.parametrize(
    ("claim", "language", "evidence", "other_language", "missing"),
    [
        ("at half past eleven", "en", "à 11 h 30", "fr", ""),
        ("At 11.30", "en", "à onze heures trente", "fr", ""),
        ("at one o'clock", "en", "à 13 heures", "fr", ""),
        ("at two o'clock", "en", "à 13 heures", "fr", "2:00"),
        ("un cinquième de la population", "fr", "one-fifth of the population", "en", ""),
        ("two thirds of the crew", "en", "drei Viertel der Mannschaft", "de", "66.7"),
        ("90 % des employés", "fr", "more than nine in ten of them", "en", ""),
        ("the hundredth anniversary", "en", "le centenaire de la Révolution", "fr", ""),
        ("three decades later", "en", "treinta años después", "es", ""),
        ("more than 350 porters", "en", "362 porteurs", "fr", ""),
        ("more than 300 porters", "en", "362 porteurs", "fr", "300 porters"),
        ("350 porters", "en", "362 porteurs", "fr", "350 porters"),
        ("two climbers", "en", "George Mallory und Andrew Irvine", "de", ""),
        ("80 hours a week", "en", "80 heures par semaine", "fr", ""),
        ("80 hours a month", "en", "80 heures par semaine", "fr", "80 hours"),
        ("nine billion euros", "en", "de neuf à un peu plus de quatre milliards d'euros", "fr", ""),
        ("five years later", "en", "de 1933 à mars 1938", "fr", ""),
        ("six years later", "en", "de 1933 à mars 1938", "fr", "6 years"),
        ("15 mois plus tard", "fr", "from 15 March 1945 to June 1946", "en", ""),
        ("25,000 dollars in all", "en", "5 000 dollars par an pendant cinq ans", "fr", ""),
        ("hundreds of metres", "en", "des centaines de mètres", "fr", ""),
        ("on 11 August 1857", "en", "le 5 août 1857. Six jours plus tard, il cassa", "fr", ""),
        ("on 12 August 1857", "en", "le 5 août 1857. Six jours plus tard, il cassa", "fr", "12 August 1857"),
        ("by two votes, 30 to 28", "en", "par 30 voix contre 28", "fr", ""),
        ("12 heures sur 24", "fr", "24 heures sur 24", "fr", "12 heures"),
        ("17 elephants on May 17", "en", "21 elephants on May 17", "en", "17 elephants"),
        ("dropped in 1897", "en", "ouverte en 1887, abandonnée dix ans plus tard", "fr", ""),
        ("un billet de cent dollars", "fr", "a hundred-dollar bill", "en", ""),
        ("two dozen boats", "en", "24 bateaux", "fr", ""),
        ("three dozen boats", "en", "24 bateaux", "fr", "36"),
        ("some forty boats", "en", "une quarantaine de bateaux", "fr", ""),
        ("0.25 inch wide", "en", "a quarter of an inch wide", "en", ""),
        ("at 62 and a half feet", "en", "62.5 feet", "en", ""),
        ("six millions et demi de lampes", "fr", "6.5 million lamps", "en", ""),
        ("1.7 million lamps", "en", "de 9 000 à 1,7 million trois ans plus tard", "fr", ""),
        ("800 lamps a second", "en", "huit cents lampes par seconde", "fr", ""),
        ("ten minutes past six", "en", "à 6 h 10", "fr", ""),
        ("ten minutes to six", "en", "à 6 h 10", "fr", "5:50"),
        ("on 4 June", "en", "le 3 juin. Le lendemain, il partit", "fr", ""),
        ("on 5 June", "en", "le 3 juin. Le lendemain, il partit", "fr", "5 June"),
        ("le 10 mai", "fr", "On 3 May. On the 10th", "en", ""),
        ("one in a thousand", "en", "une sur cent", "fr", "0.1"),
        ("two people out of five", "en", "40 % des gens", "fr", ""),
        ("les deux cent dix lampes", "fr", "110 lamps", "en", "210"),
        ("a man of 38", "en", "A man of 38, who won 90 pounds", "en", ""),
        ("built in six weeks", "en", "built one in six weeks", "en", ""),
        ("at a height of 3.7 km", "en", "à 3 700 mètres", "fr", ""),
        ("at a height of 3.7 km", "en", "à 370 mètres", "fr", "3.7 km"),
        ("210 kilometres an hour", "en", "210 km/h", "fr", ""),
        ("210 kilometres a day", "en", "210 km/h", "fr", "210 kilometres"),
        ("25 % de plus", "fr", "a quarter of the price", "en", ""),
        ("five days before", "en", "le 22 septembre, puis le 27 septembre", "fr", ""),
        ("six days before", "en", "le 22 septembre, puis le 27 septembre", "fr", "6 days"),
        ("en 1975, trois ans après", "fr", "In 1972. Three years later", "en", ""),
        ("les années cinquante", "fr", "well into the 1950s", "en", ""),
        ("in the forties", "en", "well into the 1950s", "en", "1,940"),
        ("en juillet par deux analyses", "fr", "In July two tests cleared it", "en", ""),
        ("at 9:33:59 a.m.", "en", "à 9 h 33 min 59 s", "fr", ""),
        ("quarante-neuf ans", "fr", "49 years", "en", ""),
        ("trois des huit lampes", "fr", "trois lampes sur huit", "fr", ""),
        ("trois des neuf lampes", "fr", "trois lampes sur huit", "fr", "9 lampes"),
        ("une lampe sur quarante", "fr", "one lamp in forty", "en", ""),
        ("twenty per cent less", "en", "it fell by a fifth", "en", ""),
        ("it rang at eight to warn them", "en", "à huit heures", "fr", ""),
        ("it rang at nine to warn them", "en", "à huit heures", "fr", "9:00"),
        ("a second lamp", "en", "une seconde lampe", "fr", ""),
        ("a 400-square-foot room", "en", "une salle de 400 mètres carrés", "fr", "400 square"),
        ("los años cincuenta", "es", "well into the 1950s", "en", ""),
    ],
)
def test_a_figure_is_stated_where_a_reader_can_reckon_it(
    claim: str, language: str, evidence: str, other_language: str, missing: str
) -> None:
    found = unstated(figures(claim, language), [figures(evidence, other_language)])
    assert found == missing if not missing else found.startswith(missing)


@pytest.mark.parametrize(
    "text",
    ["The code is 0.000.000.", "9" * 400 + " million", "1" * 5_000 + " in 10", "Aa " * 6_000, "7 " * 3_000],
)
def test_a_text_full_of_figures_and_capitals_is_read_too(text: str) -> None:
    read = figures(text, "en")
    assert unstated(read, [read]) == ""


@pytest.mark.parametrize(
    ("claimed", "shown", "text", "same"),
    [
        ("Mark Chen", "Chen", "But Chen said no. Later Mark Chen left.", True),
        ("Richard Lutz", "Lutz", "Bahnchef Lutz sagte nichts. Richard Lutz ging.", True),
        ("Jack Altman", "Altman", "Sam Altman came. His brother Jack Altman left.", False),
        ("Captain Smith", "Edward J. Smith", "", True),
        ("OpenAI's CEO", "Sam Altman", "Sam Altman, le PDG d'OpenAI, écrit.", True),
        ("P. T. Barnum", "Alfred E. Smith", "", False),
        ("L'un d'eux", "Mark Chen", "", False),
        ("Roux et Blanc", "Marie Blanc", "", True),
        ("Premier Cole", "Mary Cole", "", True),
        ("The Italian firm", "La société italienne", "", True),
        ("Louise d'Estrée", "Estrée", "", True),
    ],
)
def test_two_names_are_of_one_person_where_nothing_tells_them_apart(
    claimed: str, shown: str, text: str, same: bool
) -> None:
    assert may_be_same(claimed, shown, [text]) == same


@pytest.mark.parametrize(
    ("text", "language", "denied"),
    [
        ("They did not answer.", "en", 1),
        ("Nobody knew it better than Tenzing.", "en", None),
        ("They tried in vain.", "en", None),
        ("Un garage sans toilettes.", "fr", None),
        ("Ils n'ont rien dit.", "fr", 1),
        ("Sie haben geantwortet.", "de", 0),
        ("Он не ответил.", "ru", None),
        ("Elle fut la première personne à partir.", "fr", 0),
        ("Personne n'est parti.", "fr", 1),
        ("Le tunnel du Pas-de-Calais.", "fr", 0),
        ("Elle est de cuivre et non de bronze.", "fr", None),
        ("It is made of copper, not of bronze.", "en", None),
        ("No boat had ever gone so far.", "en", None),
        ("Il ne saurait partir.", "fr", None),
        ("She is no longer there.", "en", None),
        ("An unfair race.", "en", None),
        ("Il reste anonyme.", "fr", None),
    ],
)
def test_a_denial_is_told_only_where_the_words_leave_no_doubt(
    text: str, language: str, denied: int | None
) -> None:
    assert denials(text, language) == denied


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_draft_in_pieces_has_the_sentences_of_the_whole(size: int) -> None:
    text = "Chen wrote [1]. He said “Go. Now.” [2][3]\n\n- They [4, 5] left! [6]\n- M. Roy stayed [7-9]. Why?"
    draft, found = Draft(), []
    for at in range(0, len(text), size):
        found += draft.feed(text[at : at + size])
    found += draft.end()
    assert found == draft_sentences(text)
    assert [sentence.cited for sentence in found] == [(1,), (2, 3), (4, 5, 6), (7, 8, 9), ()]


def test_a_mark_that_comes_late_still_belongs_to_its_sentence() -> None:
    draft = Draft()
    assert draft.feed("They left. ") == []
    assert draft.feed("[1") == []
    (sentence,) = draft.feed("] They came back") or draft.feed(" again.")
    assert (sentence.text, sentence.cited) == ("They left.", (1,))


@pytest.mark.parametrize(
    ("text", "message"), [("  ", "empty"), ("x" * 100_001, "100,001 characters"), (7, "not int")]
)
def test_what_cannot_be_verified_is_refused_with_what_to_do(
    library: rag.Library, text: str, message: str
) -> None:
    with pytest.raises(rag.VerifyError, match=message):
        library.verify(text)


def test_a_source_that_the_library_does_not_have_is_told(library: rag.Library) -> None:
    with pytest.raises(rag.UnknownDocument, match=r"no document 'gone.txt'"):
        library.verify("They left [1].", sources=[rag.Passage("They left.", "gone.txt", 1, 0, 10)])


def test_hostile_text_gets_a_verdict_and_nothing_else(library: rag.Library) -> None:
    text = "[" * 500 + "«" * 500 + '"\u202e\x00\ud800 ' + "9" * 400 + " [1][2" + "! " * 200
    verdicts = library.verify(text)
    assert not any(verdict.supported for verdict in verdicts)


CRANE = """The crane on the quay

"The crane is safe," the harbour master told the council on Monday. The delegate of the dockers took the
floor after him. "I would not eat my lunch under it," she replied. She had written to the ministry twice, on
Fridays, and nobody answered.

An engineer who inspected the crane in May found three of its eight bolts loose. His report, an hour's
reading, calls the repairs hasty. The mayor has not read it.
"""
POOL = """La fermeture de la piscine

« On ferme une piscine, on ne ferme pas une mer », plaide l'adjointe aux sports. Le président du club
nautique, lui, parle d'un mauvais coup porté à ses quatre cents licenciés.

Selon un rapport du préfet, le bassin perd soixante mètres cubes par jour. La directrice de l'école voisine
craint que ses élèves n'apprennent plus à nager.
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rag.Library]:
    """An English and a French text in which nobody has a name."""
    with library_of(tmp_path_factory.mktemp("town"), crane=CRANE, pool=POOL) as library:
        yield library


@pytest.mark.parametrize(
    "sentence",
    [
        "According to the engineer's report, the repairs were hasty.",
        "The headmistress fears that her pupils will no longer learn to swim.",
        "Selon le préfet, le bassin perd soixante mètres cubes par jour.",
        "The basin loses sixty cubic metres a day.",  # credits nobody
    ],
)
def test_offices_are_found_in_two_languages(town: rag.Library, sentence: str) -> None:
    (found,) = town.verify(sentence)
    assert (found.verdict, found.reason) == ("supported", "")


@pytest.mark.parametrize(
    "sentence",
    [
        "La déléguée a écrit deux fois au ministère, un vendredi.",
        "Il rapporto richiede sessanta minuti di lettura.",
        "Secondo il prefetto, la vasca perde sessanta metri cubi al giorno.",
        "Trois boulons sur huit étaient desserrés.",
    ],
)
def test_numbers_hold_in_other_words(town: rag.Library, sentence: str) -> None:
    (found,) = town.verify(sentence)
    assert (found.verdict, found.reason) == ("supported", "")


@pytest.mark.parametrize("sentence", ["Three of its nine bolts were loose.", "She wrote on a Tuesday."])
def test_other_numbers_and_days_do_not(town: rag.Library, sentence: str) -> None:
    (found,) = town.verify(sentence, document="crane.txt")
    assert found.verdict == "unsupported"


def test_somebody_is_credited_with_what_a_text_has_of_nobody(tmp_path: Path) -> None:
    (tmp_path / "rain.txt").write_text("Rain\n\nIt rained. It is raining.\n", encoding="utf-8")
    with rag.Library.open(tmp_path) as library:
        for sentence in ("The mayor said that it rained.", "It rained.", "Mark Chen: it is raining."):
            (found,) = library.verify(sentence)
            assert found.verdict in ("supported", "unsupported", "misattributed")
            assert bool(found.reason) == (found.verdict != "supported")


LAB = """The lab on the hill
Susan Grey founded the lab in 1998, and Mary Holt ran its kitchen. Her method made glass from sand at half \
the price. A banker, Peter Lowell, paid for the first oven.
David Marsh is the neighbour who complains of the noise. This retired miner of 70 has lived below the hill \
all his life. Every winter brought cracks to his house, and he kept the pieces in a drawer.
In March the commission led by Helen Carter found the ovens safe.
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rag.Library]:
    """An English text in which people are named once and meant by other words behind."""
    with library_of(tmp_path_factory.mktemp("lab"), lab=LAB) as library:
        yield library


@pytest.mark.parametrize(
    ("sentence", "number", "supported"),
    [
        ("Susan Grey's method made glass from sand at half the price.", 1, True),
        ("Peter Lowell's method made glass from sand at half the price.", 1, False),
        ("La méthode de Helen Carter a permis de faire du verre avec du sable pour moitié prix.", 1, False),
        ("David Marsh has lived below the hill all his life.", 2, True),
        ("Peter Lowell has lived below the hill all his life.", 2, False),
        ("Every winter brought cracks to the house of David Marsh.", 2, True),
        ("Every winter brought cracks to the house of Susan Grey.", 2, False),
        ("In March the commission led by Helen Carter found the ovens safe.", 3, True),
        ("In March the commission led by Susan Grey found the ovens safe.", 3, False),
    ],
)
def test_a_name_is_held_against_whom_the_source_can_mean_there(
    lab: rag.Library, sentence: str, number: int, supported: bool
) -> None:
    passages = sorted(lab.retrieve(sentence, k=9), key=lambda passage: passage.start)
    sources = [passage for passage in passages if passage.paragraph]
    (verdict,) = lab.verify(f"{sentence[:-1]} [{number}].", sources=sources)
    assert verdict.supported is supported, verdict.reason
