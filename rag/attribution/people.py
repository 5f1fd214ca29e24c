"""A first name, a title or a description -> its gender, and whether it is of somebody who can speak."""

from rag.attribution.first_names import FEMALE, MALE
from rag.attribution.tokens import word_set

_MISTER = word_set("m mr herr señor sr don lord sir monsieur signor sig senhor meneer père")
_MISTRESS = word_set("mme mlle mrs ms frau señora sra doña lady dame madame signora senhora mevrouw")
TITLES = {
    **dict.fromkeys(_MISTER, "m"),
    **dict.fromkeys(_MISTRESS, "f"),
    **dict.fromkeys(word_set("""
    dr dre prof pre me maître docteur professeur doctor professor mayor judge justice councillor senator
    minister president chancellor governor secretary captain sergeant inspector detective chief officer
    superintendent constable commissioner general colonel bishop archbishop cardinal pope reverend coach
    king queen prince princess dott don doutor avv gen col lt sgt rev gov sen rep
"""), ""),
}  # fmt: skip
OFFICES = word_set("ceo pdg cto cfo coo cio dg vp pm mp ag")  # in capital letters, and no names
_MASCULINE_ROLES = word_set("""
    père frère fils mari oncle homme roi garçon neveu father brother son husband uncle man boy king
    nephew grandfather businessman spokesman chairman vater bruder sohn mann onkel padre hermano hijo
    marido hombre fratello figlio uomo pai irmão filho homem
""")
_FEMININE_ROLES = word_set("""
    mère sœur soeur fille femme épouse tante reine nièce mother sister daughter wife aunt woman girl
    queen niece grandmother actress businesswoman spokeswoman chairwoman mutter schwester tochter frau
    tante madre hermana hija mujer esposa moglie sorella figlia donna mãe irmã filha mulher
""")
_HUMAN_ENDS = tuple(
    word_set("""
    eur euse rice ien ienne iste ist ista aire ier ière man woman men women or ora er erin sidente
    identa ident gent dant geant itant iante iant estant entant escent nant nante ignant itante entante
    geante estante tra tro tre ess chef chefin ian ero era ário ária eiro eira -old logue graphe nome
    yst
""")
)
_SPEAKERS = word_set("""
    candidat candidate magistrat magistrate lauréat rival rivale adversaire collègue camarade parent
    enfant jeune client passant sportif sportive adjoint adjointe colistier avocats candidato candidata
    colega actriz maire juge élu élue député députée préfet préfète avocat avocate maître retraité
    retraitée proche source élève voisin voisine chef cheffe responsable ami amie porte-parole patron
    patronne pdg chercheur mayor judge chief coach boss witness campaigner family spokesperson people
    friend relative aide ceo guard nurse official expert owner resident residents neighbour alcalde
    alcaldesa juez jueza abogado abogada jefe jefa fuente fuentes portavoz vecino vecina testigo
    concejal concejala director quelle zeuge zeugin anwalt anwältin bürgermeisterin sprecher stadt
    richter sindaco sindaca fonte fonti giudice avvocato fontes prefeito prefeita porta-voz burgemeester
    bron bronnen employé employée salarié salariée citoyen citoyenne empleado empleada vecinos
    dipendente dipendenti impiegato impiegata funcionário funcionária staff workers reporters student
    students studenten onlooker onlookers médecin médecins pilote architecte poète prêtre évêque évêques
    moine soldat soldats peintre guide guides témoin témoins marin marins paysan paysans paysanne prince
    capitaine colonel interprète comte duc baron marquis otage otages pilot pilots architect poet poets
    priest monk surgeon clerk experts guards aides spy duke count captain critic critics mechanic
    academic academics rebel hostage astronaut astronauts cosmonaut astronaute équipage crew commander
    commandant syndicats médiateur bishop bishops archbishop cardinal pope vicar rabbi imam nun scholar
    scholars analyste philosophe athlète garde gardes veuve veuf widow deputy heir host diplomat
    diplomats diplomate laureate laureates arzt ärztin dichter architekt médico médica piloto arquitecto
    poeta soldado medico pilota architetto soldato testimone
""")
# Of those that are no single person.
INSTITUTIONS = word_set("""
    syndicat préfecture mairie police gendarmerie gouvernement ministère parquet direction association
    entreprise société compagnie opposition groupe parti collectif fédération ligue fondation club
    journal quotidien hebdomadaire magazine ong company union government council agency ministry charity
    group firm authority department court office bank team newspaper paper sindicato gobierno ministerio
    empresa ayuntamiento compañía asociación partido periódico diario policía polizei gewerkschaft firma
    unternehmen regierung ministerium behörde partei verband verein zeitung konzern staatsanwaltschaft
    verwaltung polizia governo azienda sindacato procura polícia politie bedrijf vakbond regering banque
    commission comité conseil académie institut agence armée église université tribunal cour parlement
    sénat assemblée hôpital musée committee academy institute army church university parliament senate
    assembly hospital museum board panel banco comisión consejo academia instituto agencia ejército
    iglesia universidad parlamento senado asamblea banca commissione comitato consiglio accademia
    istituto agenzia esercito chiesa università tribunale comissão comitê conselho agência exército
    igreja universidade kommission ausschuss rat akademie agentur armee kirche universität gericht
    parlament senat commissie raad instituut leger kerk universiteit rechtbank jury enquête inquiry
    commission chambre chamber service laboratory laboratoire usine factory administration
""")
# "le Britannique Alastair Morton", "the Frenchman Guy Roux": what somebody is called by, before the name.
PEOPLES = word_set("""
    américain américaine anglais anglaise britannique écossais écossaise irlandais irlandaise français
    française allemand allemande autrichien autrichienne belge suisse suissesse néerlandais néerlandaise
    italien italienne espagnol espagnole portugais portugaise grec grecque suédois suédoise norvégien
    norvégienne danois danoise finlandais finlandaise polonais polonaise tchèque hongrois hongroise
    roumain roumaine bulgare russe ukrainien ukrainienne turc turque israélien israélienne palestinien
    palestinienne libanais libanaise égyptien égyptienne marocain marocaine algérien algérienne tunisien
    tunisienne sénégalais sénégalaise ivoirien ivoirienne camerounais camerounaise nigérian nigériane
    kényan kényane éthiopien éthiopienne indien indienne chinois chinoise japonais japonaise coréen
    coréenne vietnamien vietnamienne australien australienne canadien canadienne québécois québécoise
    mexicain mexicaine brésilien brésilienne argentin argentine chilien chilienne colombien colombienne
    iranien iranienne irakien irakienne syrien syrienne briton frenchman frenchwoman englishman
    englishwoman dutchman scotsman irishman welshman spaniard swede dane finn pole turk
""")
# English adjectives before what somebody is: "a French official".
NATIONS = word_set("""
    afghan african albanian algerian american arab argentine armenian asian australian austrian
    bangladeshi belgian brazilian british bulgarian cambodian canadian chilean chinese colombian
    croatian cuban czech danish dutch egyptian english ethiopian european finnish french georgian german
    ghanaian greek hungarian indian indonesian iranian iraqi irish israeli italian japanese jordanian
    kenyan korean lebanese libyan malaysian mexican moroccan nigerian norwegian pakistani palestinian
    peruvian polish portuguese romanian russian scottish senegalese serbian slovak somali soviet spanish
    sudanese swedish swiss syrian thai tunisian turkish ugandan ukrainian venezuelan vietnamese welsh
""")
_OF = word_set("de du des d' of del von vom della do da van")
_THINGS = word_set("""
    weather paper letter number order river winter summer matter offer power tower computer error floor
    door corner border answer fear year car tour center dinner water fire four hour valeur erreur
    chaleur peur douleur moteur ordinateur secteur bonheur malheur couleur rumeur heure affaire
    anniversaire commentaire salaire horaire papier dossier quartier courrier calendrier chantier métier
    matière manière rivière frontière lumière carrière dernière première premier dernier bannière liste
    piste número dinero enero cartera frontera primera valor error color dolor amor centro teatro metro
    otra letra obra hiver mer fer janvier février argent moment incident accident événement talent
    client winter sommer fehler wetter zähler computer
""")


def given_gender(name: str) -> str:
    """The gender that a first name shows, "" where it shows none."""
    name = name.split("-")[0]
    if name in FEMALE or name in MALE:
        return "" if name in FEMALE and name in MALE else "f" if name in FEMALE else "m"
    return ""


def role_gender(role: str) -> str:
    """The gender that a role shows in its own words, "" where it shows none."""
    for word in role.split():
        if word in _FEMININE_ROLES or word.endswith(
            ("euse", "rice", "ère", "ienne", "woman", "meisterin", "rätin")
        ):
            return "f"
        if word in _MASCULINE_ROLES or word.endswith("sman"):
            return "m"
    return ""


def is_institution(description: str) -> bool:
    """Whether a description is of a body: the ministry, la préfecture de police."""
    words = description.lower().replace("l'", " ").replace("l’", " ").split()
    end = next((at for at, word in enumerate(words) if word in _OF), len(words))
    return any(word in INSTITUTIONS or word.removesuffix("s") in INSTITUTIONS for word in words[:end][-2:])


def is_human(role: str) -> bool:
    """Whether a description is of a person, or of a body that speaks."""
    head = role.split()[:3]
    end = next((at for at, word in enumerate(head) if word in _OF), 3)
    words = [word for word in head[:end] if word.removesuffix("s") not in _THINGS]
    return bool(role_gender(role)) or any(
        word in INSTITUTIONS
        or word.removesuffix("s") in INSTITUTIONS
        or word in _SPEAKERS
        or word.removesuffix("s") in _SPEAKERS
        or word.removesuffix("s").endswith(_HUMAN_ENDS)
        for word in words
    )
