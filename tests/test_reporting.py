"""rag.attribution: which verbs and turns of seven languages say that somebody speaks, and which do not."""

import pytest

from rag.attribution import attribute
from rag.types import Sentence

SPEAKER = "Anna Weber"
# What she is told to say, and how, parted by commas: verbs of speech and of opinion.
INDIRECT = {
    "Anna Weber {} que le pont était dangereux.": """
        a dit, a déclaré, affirmait, maintint, reconnut, a confessé, a dévoilé, contestait, présumait,
        redoutait, plaisanta, a décrété, réitère, a crié, s'est écriée, murmura, s'est plainte,
        se réjouissait, s'indigne, s'étonnait, s'inquiète, se souvient, se souvint, a détaillé, calcula,
        postule, alléguait, a répété, a proclamé, laisse entendre, a laissé entendre, a fait savoir,
        est convaincue, était persuadée, est sûre, a eu le sentiment, avait l'impression,
        a ensuite prophétisé, insinue, démontre, écrivit, crut""",
    "Le pont était dangereux, {} Anna Weber.": """
        a confessé, redoutait, a calculé, s'est plainte, s'étonnait, a répété, murmura, a reconnu""",
    "Anna Weber {} that the bridge was unsafe.": """
        said, claims, states, thought, later recounted, confessed, remembered, lamented, regretted,
        worried, judged, held, suspected, assumed, affirmed, attested, proclaimed, protested, cried,
        whispered, speculated, foresaw, opined, hinted, signalled, mentioned, grumbled, ruled,
        clarified, expects, has inferred, reminded the council, assured them, is also convinced,
        was sure, remains adamant, is of the opinion, made it clear, went on to say, gave her word,
        was quoted as saying""",
    "The bridge was unsafe, {} Anna Weber.": "confessed, recounted, ruled, lamented, affirmed, judged",
    "Anna Weber {}, dass die Brücke unsicher sei.": """
        sagte, entgegnete, mutmaßte, folgerte, bekräftigte, klagte, protestierte, verriet, gestand,
        offenbarte, informierte, erwähnte, rügte, scherzte, rief, bezweifelte, prognostizierte,
        konstatierte, nahm an, ist überzeugt, war der Meinung, machte klar, hat wiederholt, deutete an""",
    "Anna Weber {} am Montag, die Brücke sei unsicher.": "meinte, fand, schrieb, mutmaßte, rief, verriet",
    "Anna Weber {} que el puente era peligroso.": """
        dijo, detalló, temió, pensó, supuso, confesó, argumentó, objetó, pronosticó, remarcó, mencionó,
        desmintió, reafirmó, proclamó, bromeó, gritó, rogó, recomendó, dedujo, expuso, calculó,
        está convencida""",
    "Anna Weber {} che il ponte era pericoloso.": """
        disse, insistette, ritenne, confessò, dedusse, ipotizzò, giurò, notò, segnalò, chiarì, ribatté,
        gridò, smentì, ripeté, informò, dubitò, sperava, è convinta""",
    "Anna Weber {} que a ponte era perigosa.": """
        disse, temeu, confessou, deduziu, supôs, previu, jurou, notou, detalhou, retrucou, gritou,
        recomendou, calculou, desmentiu, repetiu, mencionou, frisou, está convencida""",
    "Anna Weber {} dat de brug onveilig was.": """
        zei, beweerde, concludeerde, meende, vermoedde, voorspelde, erkende, ontkende, onthulde,
        bekende, herhaalde, constateerde, verwachtte, getuigde, is overtuigd""",
}
NOBODY = [  # an act that is no speech; what one says; what is denied
    "Anna Weber a trouvé le livre que Paul Roux cherchait.",
    "Anna Weber, directrice du musée, a dévoilé la maquette jeudi.",
    "Anna Weber en écrivit le livret en se fondant sur la pièce « Don Sébastien ».",
    "Anna Weber found the book that Paul Reed had lost.",
    "Anna Weber proclaimed the embargo that blocked all deliveries.",
    "Anna Weber is not convinced that the bridge is unsafe.",
    "Anna Weber put it on the table.",
    "The inquiry opened under Anna Weber, an old judge, in May.",
    "Anna Weber fand die Brücke, die unsicher war.",
    "La grande tonne de sable que le camion transporte a disparu.",
    "Le vent souffle si fort que le pont tremble.",
    "The company's rules that govern leave have changed.",
    "The judge ruled it out of order.",
    "There was fear in Mary Cole's eyes.",
    "Die Bank erwartet einen Gewinn, der noch höher ausfallen könnte.",
    "Jonas Beck schrie so laut, dass die Fenster zitterten.",
    "Anna Vogel schrieb gern, das",
    "Der bekannte Schauspieler Til Schweiger kommt nach Köln.",
    "Se cree que el puente es peligroso.",
    "Se ha dicho que el puente es peligroso.",
    "La gala se celebró con una cena que Anna Weber pagó.",
]


def heard(text: str) -> str:
    """Who speaks in a sentence, "" for nobody."""
    said = attribute([Sentence(text, "", 1, 0, len(text))])[0]
    return said.speaker if said else ""


@pytest.mark.parametrize("frame", INDIRECT)
def test_verbs_and_turns_of_speech_lead_to_who_speaks(frame: str) -> None:
    turns = [turn.strip() for turn in INDIRECT[frame].split(",")]
    assert [turn for turn in turns if heard(frame.format(turn)) != SPEAKER] == []


@pytest.mark.parametrize("text", NOBODY)
def test_other_acts_have_no_speaker(text: str) -> None:
    assert heard(text) == ""


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("„Das geht nicht“, sagte der Sprecher der Polizei.", "der Sprecher der Polizei"),
        ("Der Chef von Meta schrieb, die Brücke sei unsicher.", "Der Chef von Meta"),
        ("„Das geht nicht“, sagte Ursula von der Leyen.", "Ursula von der Leyen"),
        ("In Anna Weber's view, the bridge is a danger.", "Anna Weber"),
        ("As Anna Weber put it, the bridge is a danger.", "Anna Weber"),
        ("« C'est fini », a dit le Britannique Alastair Morton.", "Alastair Morton"),
        ("The American Heart Association said that it was over.", "American Heart Association"),
        ("Les banques reprochaient à l'exploitant de changer d'avis.", "Les banques"),
        ("Anna Weber a assuré les employés que le pont était sûr.", "Anna Weber"),
        ("Anna Weber asked the council whether the bridge was safe.", "Anna Weber"),
        ("Le ministre a assuré ce lundi que le pont rouvrira.", "Le ministre"),
        ("El juez opinó la semana pasada que el caso es grave.", "El juez"),
        ("Le maire demeure convaincu que le pont fermera.", "Le maire"),
        ("“The bill is dead,” the senator fumes.", "the senator"),
        ("Mary Cole wonders why the bridge was closed.", "Mary Cole"),
        ("Die Bürgermeisterin ist sich sicher, dass es regnet.", "Die Bürgermeisterin"),
        ("La Française des Jeux a annoncé que ses ventes ont baissé.", "Française des Jeux"),
        ("Le comité a estimé que le pont était dangereux.", "Le comité"),
    ],
)
def test_the_speaker_is_named_in_full(text: str, speaker: str) -> None:
    assert heard(text) == speaker


@pytest.mark.parametrize(
    "texts",
    [
        ("Craignant une guerre, elle part.", "Elle se souvient que tout était calme."),
        ("Jean Roux dirige la mairie.", "Il est certain que le pont fermera."),
        ("Maria Rossi abita qui.", "È certo che il ponte riaprirà."),
        ("Mary Cole lives here.", "It is certain that the bridge will close."),
    ],
)
def test_what_nobody_says_has_no_speaker_from_before(texts: tuple[str, str]) -> None:
    sentences, begin = [], 0
    for text in texts:
        sentences.append(Sentence(text, "", 1, begin, begin + len(text)))
        begin += len(text) + 1
    assert attribute(sentences) == [None, None]
