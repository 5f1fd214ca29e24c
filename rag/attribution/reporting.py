"""The word lists behind attribution for French, English and German, in lower case; .grammar reads them.

A regular verb is its infinitive (its stem in Dutch), an irregular one "finite,forms|participles|gerunds";
"+mit" is the particle without which it reports nothing. The four kinds of verbs are those of
.grammar. ":m" and ":f" give a gender, ":n" a thing, ":p" several; "_" joins words. "turns" are parted by
commas; a bar parts the words that may stand at one place of them.
"""

LANGUAGES: dict[str, dict[str, str]] = {
    "fr": {
        "says": """
            dit,disent,disait,disaient,dirent,dira,diront|dit|disant
            déclarer affirmer préciser marteler estimer
            rétorquer répliquer témoigner prédit,prédisent,prédisait|prédit plaider insister ironiser
            prétendre tweeter argumenter arguer objecter spécifier""",
        "claims": """
            annoncer menacer exprimer confirmer rappeler
            souligner nier exiger réclamer demander ordonner proposer accuser
            alerter avertir prévient,préviennent,prévenait,prévint|prévenu|prévenant conseiller indiquer
            expliquer répond,répondent,répondait,répondit,répondra|répondu|répondant
            garantir rapporter avancer
            signaler revendiquer concéder avouer regretter déplorer dénoncer préconiser recommander nuancer
            tempérer certifier promettra,promet,promettent,promit,promettait|promis|promettant
            raconter réaffirmer
            réitérer attester informer aviser clamer asséner dément,démentent,démentait,démentit|démenti
            admettra,admet,admettent,admettait,admit,admirent|admis|admettant
            reconnaîtra,reconnaît,reconnaissent,reconnaissait,reconnait,reconnut,reconnurent|reconnu|reconnaissant
            maintient,maintiennent,maintenait,maintint|maintenu reprocher exhorter supplier implorer""",
        "holds": """
            noter juger considérer soupçonner révéler suggérer montrer constater observer remarquer craindre
            souhaiter exiger réclamer ordonner
            espérer penser conclut,concluent,concluait|conclu convient,conviennent,convenait|convenu
            conjecturer supposer spéculer suppose établir relever relater confier assurer ajouter jurer
            soutiendra,soutient,soutiennent,soutenait,soutint|soutenu|soutenant
            trouver confesser dévoiler présumer
            pronostiquer riposter déduit,déduisent,déduisait,déduisit|déduit redouter plaisanter décréter
            crier exclamer murmurer chuchoter grogner gronder fulminer indigner étonner inquiéter détailler
            commenter calculer théoriser postuler insinuer prophétiser démontrer deviner vociférer
            mentionner répéter résumer protester glisser compléter enchaîner renchérir
            plaint,plaignent,plaignait,plaignit|plaint souvient,souviennent,souvenait,souvint|souvenu
            réjouit,réjouissent,réjouissait|réjoui imaginer parier féliciter désoler écrier agacer alarmer
            amuser insurger douter croit,croient,croyait,crut,crurent|cru
            écrit,écrivent,écrivait,écrivit,écrivirent,écrira|écrit|écrivant contester proclamer
            craint,craignent,craignait,craignit|craint|craignant
            apprend,apprennent,apprenait,apprit|appris allègue,allèguent,alléguait,allégua|allégué""",
        "quotes": """
            parler évoquer qualifier fustiger saluer pointer décrire,décrit,décrivent,décrivait|décrit
            invoquer appeler vanter railler louer voit,voient,voyait condamner
            défend,défendent,défendait|défendu applaudir critiquer emporter interroger sourit,souriait|souri
            soupirer hurler tranche,tranchait|tranché philosopher défendre targuer vante balayer écarter
            compter poursuit,poursuivent,poursuivait|poursuivi|poursuivant lancer lâcher réagir
            reprend,reprenait,reprennent|repris promouvoir tonner souffler pester""",
        "auxiliaries": "a ont avait avaient aurait auraient est sont s'est eut eurent",
        "determiners": """
            le:m la:f les:p l': un:m une:f des:p ce:m cet:m cette:f ces:p son: sa:f ses:p leur: leurs:p mon:m
            ma:f notre: plusieurs:p certains:p certaines:p deux:p trois:p quatre:p quelques:p chaque: aucun:
            tous:p toutes:p d'autres:p cinq:p
            six:p sept:p huit:p neuf:p dix:p onze:p douze:p treize:p quatorze:p
            quinze:p seize:p vingt:p trente:p quarante:p cinquante:p soixante:p cent:p mille:p""",
        "pronouns": "il:m elle:f ils:p elles:p on:n lui:m celui-ci:m celle-ci:f eux:p",
        "latter": "ce_dernier:m cette_dernière:f celui-ci:m celle-ci:f l'intéressé:m l'intéressée:f",
        "connectors": "de du des d'",
        "prepositions": """
            à au aux sur dans lors en par pour avec sans sous chez devant depuis entre vers contre après
            avant auprès via face selon d'après dès hors près parmi durant pendant malgré interrogé
            interrogée interrogés contacté contactée joint jointe derrière""",
        "conjunctions": "et ou mais car ni or donc puis",
        "subordinators": """
            que qu' si s'il quand lorsque lorsqu' qui dont où parce puisque puisqu' alors tandis pourquoi
            combien comment quoique bien""",
        "adverbs": """
            également aussi ensuite encore notamment toutefois ainsi déjà hier aujourd'hui lundi mardi
            mercredi jeudi vendredi samedi dimanche toujours jamais souvent même soir matin pourtant
            cependant enfin d'abord alors bientôt désormais vite bien peu soir midi là ici demain rien
            volontiers d'ailleurs quant seul seule non oui interrogé parfois plutôt""",
        "clitics": "lui leur me m' te nous vous se s' y en l' le les la",
        "others": """
            était étaient sera seront serait seraient peut peuvent doit doivent va vont fut
            furent reste restent ayant étant""",
        "negations": "ne n' rien personne nul ni",
        "sources": """
            selon,d' après,à en croire,de l' avis de,de l' avis du,de l' avis des,aux yeux de,aux yeux du,aux
            yeux des,aux dires de,aux dires du,au dire de,dixit,pour""",
        "as": "comme",
        "turns": """
            est|sont|était|étaient|reste|demeure
            convaincu|convaincue|convaincus|convaincues|persuadé|persuadée|persuadés|persuadées|certain|
            certaine|certains|sûr|sûre|sûrs|confiant|confiante,
            est|sont|était|étaient d' avis, a|ont|avait|avaient le sentiment, a|ont eu le sentiment,
            a|ont|avait|avaient l' impression, a|ont eu l' impression,
            laisse|laissent|laissait|laissa entendre,
            a|ont|avait|avaient laissé entendre, aime|aimait|aimaient à dire|répéter|rappeler,
            va|allait|devait|dut
            dire|déclarer|écrire|reconnaître|avouer|raconter|confier|expliquer|affirmer""",
        "things": """
            loi lois calendrier règlement règles règle cas moyens circonstances plan ordre principe formule
            modalités critères termes besoins goûts tradition coutume légende usage""",
    },
    "en": {
        "says": """
            say,says,said|said|saying tell,tells,told|told|telling state explain argue remark tweet
            allege assert testify boast joke quip,quips,quipped|quipped declare swear,swears,swore|sworn
            emphasise emphasize reiterate tells contend stress""",
        "claims": """
            announce claim confirm answer respond reply order demand
            admit,admits,admitted|admitted|admitting concede acknowledge accuse blame recommend propose deny
            warn urge promise pledge threaten express voice
            vow complain advise predict reveal request caution apologise apologize
            insist assure reassure remind inform notify exhort implore beg,begs,begged|begged|begging plead
            reproach rebuke scold chide admonish""",
        "holds": """
            conclude show,shows,showed|shown|showing find,finds,found|found suggest indicate believe
            think,thinks,thought|thought fear hope estimate observe ask point,points,pointed feel,feels,felt
            agree guess reckon doubt imply disclose see,sees,saw understand,understands,understood
            know,knows,knew calculate report add write,writes,wrote|written|writing post maintain note
            repeat recall comment shout cry whisper gush counter exclaim recount protest retort murmur
            wonder enthuse scoff lament confess remember relate brag,brags,bragged|bragged
            regret,regrets,regretted|regretted worry determine judge hold,holds,held|held suspect assume
            presume underline underscore charge aver,avers,averred|averred profess object counsel mutter
            speculate theorize theorise hypothesize hypothesise foresee,foresees,foresaw|foreseen
            foretell,foretells,foretold|foretold prophesy disagree opine posit postulate hint intimate
            mention grumble grouse sneer thunder fume rage marvel summarize summarise decree rule clarify
            volunteer dispute expect anticipate deduce infer,infers,inferred|inferred surmise reason figure
            consider bemoan bristle reassert restate groan moan affirm reaffirm attest proclaim
            signal,signals,signaled,signalled|signaled,signalled|signaling,signalling
            forecast,forecasts,forecasted|forecast,forecasted|forecasting""",
        "quotes": """
            call describe denounce slam,slams,slammed|slammed praise criticise criticize brand label dismiss
            hail condemn welcome speak,speaks,spoke|spoken decry deride mock compare cite reject defend
            blast laugh sigh smile grin,grins,grinned shrug,shrugs,shrugged snap,snaps,snapped go,goes,went
            begin,begins,began muse yell interject thank rail sob,sobs,sobbed continue""",
        "auxiliaries": "has have had having",
        "determiners": """
            the: a: an: one: two:p three:p several:p some:p another: his: her: their: its: many:p both:p
            this: these:p those:p my: our: all:p most:p few:p other:p four:p
            five:p six:p seven:p eight:p nine:p ten:p
            eleven:p twelve:p twenty:p thirty:p forty:p fifty:p sixty:p hundred:p each: every:""",
        "pronouns": "he:m she:f it:n they:p",
        "latter": "the_latter:",
        "connectors": "of",
        "prepositions": """
            in on at to by with from for during after before about under over between against into near since
            until without within through among outside inside despite amid around according asked speaking as
            following like per unlike aboard behind above below""",
        "conjunctions": "and or but nor so yet",
        "subordinators": """
            that if when who whom which whose whether because while although though where why how what unless
            once than""",
        "adverbs": """
            also then later recently still just now yesterday today tomorrow first once never always often
            monday tuesday wednesday thursday friday saturday sunday however meanwhile instead earlier too
            again already even ever not only morning evening night afternoon perhaps""",
        "clitics": "",
        "others": """
            is are was were be been will would can could may might must should does did do isn't
            wasn't didn't won't there here""",
        "negations": "not never neither nobody nothing nor",
        "sources": "according to,in the words of,in the view of,in the opinion of,in the eyes of",
        "as": "as",
        "nouns": """
            report state note point show claim comment answer demand hope call order estimate request guess
            doubt feel blast brand label cry laugh sigh whisper smile shout snap promise pledge vow
            charge joke reply remark caution stress post thought find complain points shows claims
            states notes calls reports hold holds judge judges rule rules object objects signal signals
            mention hint protest protests regret regrets worry worries dispute disputes forecast forecasts
            figure figures reason reasons wonder wonders thunder fume fumes rage marvel counsel decree
            decrees volunteer volunteers groan moan murmur charges counters whispers shouts cries """,
        "turns": """
            is|are|was|were|remains|remained|seems|seemed
            convinced|sure|certain|confident|adamant|afraid|worried|hopeful|persuaded|optimistic,
            is|are|was|were of the opinion|view, is|are|was|were quoted as saying, makes|made it clear,
            makes|made clear, let|lets it be known,
            goes|went on to say, puts|put it, gives|gave his|her|their word,
            takes|took the view, has|had the impression""",
        "things": "law laws rules rule schedule plan plans custom tradition legend terms size needs",
    },
    "de": {
        "says": """
            sagt,sagte,sagten,sagen|gesagt betonen meinen behaupten erzählen versichern erläutern äußern
            beteuern erwidern entgegnen mahnen prophezeien kommentieren
            widerspricht,widersprach,widersprachen|widersprochen ergänzen
            fügt,fügte,fügten|hinzugefügt+hinzu teilt,teilte,teilten,teilen|mitgeteilt+mit
            gibt,gab,gaben,geben|zugegeben,bekanntgegeben,angegeben+zu/bekannt/an/bekanntgegeben
            kündigt,kündigte,kündigten|angekündigt+an stellt,stellte,stellten|klargestellt+klar/fest/richtig
            merkt,merkte|angemerkt+an wendet,wandte|eingewandt+ein pflichtet,pflichtete+bei
            legt,legte+nach/dar führt,führte+aus hebt,hob|hervorgehoben+hervor
            schwört,schwor,schworen|geschworen twittern lässt,ließ,ließen+wissen/mitteilen/ausrichten
            entgegnet,entgegnete,entgegneten|entgegnet bekräftigen argumentieren""",
        "claims": """
            erklären bestätigen warnen fordern antworten droht,drohte,drohten
            weist,wies,wiesen|zurückgewiesen+zurück/hin bestreitet,bestritt,bestritten|bestritten
            kritisieren verlangen bedauern wirft,warf,warfen|vorgeworfen+vor beklagen schildern
            verspricht,versprach,versprachen,versprechen|versprochen leugnet,leugnete
            räumt,räumte,räumten|eingeräumt+ein verteidigt,verteidigte berichten informieren
            klagt,klagte,klagten|geklagt gesteht,gestand,gestanden|gestanden verkünden protestieren
            dementieren ermahnen,ermahnt,ermahnte|ermahnt tadeln,tadelt,tadelte|getadelt
            bekennt,bekennen|bekannt""",
        "holds": """
            zeigt,zeigte,zeigten,zeigen|gezeigt glaubt,glaubte,glauben hofft,hoffte,hoffen
            fürchtet,fürchtete,fürchten befürchten vermutet,vermutete,vermuten findet,fand,finden,fanden
            erinnert,erinnerte,erinnerten ergibt,ergab bemerken schätzt,schätzte denkt,dachte vorschlagen
            fragt,fragte,fragten|gefragt weiß,wusste geht,ging,gehen+davon rät,riet,rieten|geraten
            empfiehlt,empfahl|empfohlen unterstreicht,unterstrich enthüllen urteilen feststellen
            schreibt,schrieb,schrieben,schreiben|geschrieben ruft,rief,riefen|gerufen jubelt,jubelte
            scherzt,scherzte schimpft,schimpfte flüstert,flüsterte spottet,spottete wundert,wunderte
            bilanziert,bilanzierte resümiert,resümierte kontert,konterte freut,freute,freuten ärgert,ärgerte
            seufzt,seufzte schwärmt,schwärmte mutmaßen spekuliert,spekulierte|spekuliert argwöhnt,argwöhnte
            folgern,folgert,folgerte|gefolgert schließt,schloss,schlossen|geschlossen
            jammern,jammert,jammerte wiederholen begründen verrät,verriet,verrieten|verraten offenbaren
            verlautbaren erwähnen bemängeln,bemängelt,bemängelte|bemängelt monieren,moniert,monierte|moniert
            rügen witzeln,witzelt,witzelte höhnen prahlen murren knurren raunen
            schreit,schrie,schrien|geschrien staunen bezweifeln,bezweifelt,bezweifelte|bezweifelt ahnen
            präzisiert,präzisierte|präzisiert konkretisiert,konkretisierte|konkretisiert geloben bezeugen
            attestiert,attestierte|attestiert prognostiziert,prognostizierte|prognostiziert erwarten
            notiert,notierte|notiert vermerken konstatiert,konstatierte|konstatiert
            diagnostiziert,diagnostizierte signalisiert,signalisierte|signalisiert appelliert,appellierte
            plädiert,plädierte garantiert,garantierte|garantiert empört,empörte ulkt,ulkte
            nimmt,nahm,nahmen|angenommen+an deutet,deutete,deuteten|angedeutet+an
            hält,hielt,hielten|festgehalten+fest/dagegen""",
        "quotes": """
            spricht,sprach,sprachen,sprechen|gesprochen nennt,nannte,nannten,nennen|genannt bezeichnen
            sieht,sah,sehen,sahen|gesehen lobt,lobte,lobten redet,redete heißt,hieß lacht,lachte
            beschreibt,beschrieb,beschrieben begrüßt,begrüßte wertet,wertete verurteilt,verurteilte
            wettert,wetterte bittet,bat erinnert sich""",
        "auxiliaries": "hat haben hatte hatten habe hätte",
        "determiners": """
            der:m die:f das:n den:m dem: ein:m eine:f einen:m einem: einer: mehrere:p sein: seine:f ihr:
            ihre:f dieser:m diese:f dieses:n zwei:p drei:p viele:p einige:p beide:p unser: unsere:f seiner:
            ihrer:""",
        "pronouns": "er:m sie:f es:n man:n ihm:m ihr:f",
        "latter": "dieser:m diese:f letzterer:m letztere:f",
        "connectors": "von des vom",
        "prepositions": """
            in im an am auf aus bei beim mit nach zu zum zur für durch gegen über unter vor seit während
            wegen ohne um bis trotz laut gemäß zufolge zwischen hinter neben ab""",
        "conjunctions": "und oder aber sondern denn doch",
        "subordinators": """
            dass ob wenn als weil während nachdem bevor obwohl damit wo wie warum was wer falls""",
        "adverbs": """
            auch dann später gestern heute morgen noch schon immer nie montag dienstag mittwoch donnerstag
            freitag samstag sonntag zudem außerdem jedoch allerdings dagegen hingegen dabei darauf daraufhin
            zuvor so weiter selbst nun jetzt bereits erneut danach zugleich trotzdem nur hier da dort
            montagabend schließlich""",
        "clitics": "sich ihm ihr ihnen",
        "others": """
            ist sind war waren wird werden wurde wurden kann können muss müssen soll sollen will
            wollen darf sei seien""",
        "negations": "nicht nie kein keine niemand nichts weder",
        "sources": """
            laut,nach angaben von,nach angaben des,nach angaben der,nach angaben,nach ansicht von,nach
            ansicht des, nach ansicht der,nach einschätzung von,nach einschätzung des,nach einschätzung
            der,nach meinung von,nach meinung des,nach meinung der,nach worten von,nach worten des,nach
            worten der,nach auskunft von,nach auskunft des,nach auskunft der,nach aussage von,nach aussage
            der,nach aussage des,in den augen von, nach darstellung der,nach darstellung des,nach darstellung
            von,aus sicht von,aus sicht des,aus sicht der""",
        "as": "wie",
        "turns": """
            ist|sind|war|waren|zeigt|zeigte|gibt|gab überzeugt|sicher|zuversichtlich|besorgt,
            ist|sind|war|waren der ansicht|meinung|auffassung|überzeugung, macht|machte klar|deutlich""",
        "things": "gesetz plan fahrplan vertrag satzung regeln vorschrift kalender zeitplan paragraf",
    },
}
