"""The word lists behind attribution for more languages, written as in .reporting."""

LANGUAGES: dict[str, dict[str, str]] = {
    "es": {
        "says": """
            dice,dicen,dijo,dijeron,decía,decían|dicho|diciendo afirmar declarar comentar
            manifestar,manifiesta,manifestó|manifestado comunicar informar relatar matizar zanjar recalcar
            insistir predecir,predice,predijo relata apostillar jurar alegar narrar reiterar aclarar
            aducir,adujo replicó detallar,detalla,detallan,detalló|detallado""",
        "claims": """
            anunciar,anuncia,anuncian,anunció|anunciado señalar apuntar asegurar indicar criticar avisar
            alertar responder prometer explicar confirmar exigir pide,piden,pidió,pedía|pedido denunciar
            lamentar replicar contestar subrayar destacar reprochar
            advierte,advierten,advirtió,advertía,advirtieron|advertido|advirtiendo acusar proponer
            garantizar admitir precisar ordenar reclamar
            reconocer,reconoce,reconocen,reconoció,reconocieron|reconocido
            recuerda,recuerdan,recordó,recordaron|recordado niega,niegan,negó|negado exhortar""",
        "holds": """
            considerar cree,creen,creía,creyó|creído opinar estimar revelar
            concluye,concluyen,concluyó|concluido preguntar mostrar,muestra,muestran,mostró
            propone,propuso|propuesto sugiere,sugirió,sugieren constatar calcula defiende,defendió,defienden
            sospechar añade,añaden,añadió,añadieron|añadido|añadiendo
            escribe,escriben,escribió,escribieron|escrito|escribiendo
            contar,cuenta,cuentan,contó,contaron|contado agregar,agrega,agregó mantiene,mantuvo,mantienen
            sostiene,sostienen,sostuvo,sostuvieron,sostenía|sostenido sentenciar
            confesar,confiesa,confesó|confesado argumentar razonar protestar objetar aventurar vaticinar
            pronosticar augurar remarcar enfatizar puntualizar especificar mencionar desvelar
            desmiente,desmienten,desmintió|desmentido rechazar reafirmar ratificar proclamar pregonar
            presumir bromear ironizar exclamar gritar susurrar murmurar suspirar espetar soltar,suelta,soltó
            rogar,ruega,rogó suplicar aconsejar recomendar,recomienda,recomendó|recomendado instar observar
            deduce,deducen,dedujo,dedujeron conjeturar especular esperar deplorar resumir plantear
            expone,exponen,expuso,expusieron|expuesto testificar atestiguar certificar calcular dictaminar
            ponderar detallar imaginar intuye,intuyó reflexionar rematar concretar,concreta soñar,sueña
            temer,teme,temen,temía,temió pensar,piensa,piensan,pensó,pensaba confía,confió
            supuso,supusieron|supuesto determinó,determinaron|determinado notan,notó,notaba|notado
            dudan,dudó,dudaba|dudado quejan,quejó,quejaba|quejado""",
        "quotes": """
            hablar,habla,hablan,habló llamar calificar tachar,tacha,tachó tildar describe,describió
            ve,ven,vio lanzar proseguir,prosigue,prosiguió continúa,continuó sonreír,sonríe,sonrió elogiar
            valorar tuitear recitar felicita,felicitó celebrar""",
        "auxiliaries": "ha han había habían habría hubo",
        "determiners": """
            el:m la:f los:p las:p un:m una:f unos:p unas:p su: sus:p este:m esta:f estos:p ese:m esa:f
            varios:p varias:p dos:p tres:p algunos:p algunas:p otro:m otra:f otros:p muchos:p""",
        "pronouns": "él:m ella:f ellos:p ellas:p",
        "latter": "este:m éste:m esta:f ésta:f este_último:m esta_última:f aquel:m aquella:f",
        "connectors": "de del",
        "prepositions": """
            a al en con por para sin sobre tras desde hasta ante contra entre según durante bajo hacia
            mediante preguntado preguntada""",
        "conjunctions": "y e o u pero ni sino aunque",
        "subordinators": "que si cuando quien quienes cuyo donde porque mientras cual como cómo pues",
        "adverbs": """
            también además luego después ayer hoy mañana ya todavía aún siempre nunca lunes martes miércoles
            jueves viernes sábado domingo así entonces incluso misma mismo mismos tarde noche sin_embargo
            tampoco antes""",
        "clitics": "le les se lo la me nos te",
        "others": "es son era eran está están estaba será serán sería puede pueden debe va van fue fueron",
        "negations": "no nunca nada nadie ni",
        "sources": """
            según,de acuerdo con,a juicio de,a juicio del,en opinión de,en opinión del,en palabras de, en
            palabras del,a decir de,para,de acuerdo al""",
        "as": "como según tal",
        "turns": """
            está|están|estaba|estaban convencido|convencida|convencidos|convencidas|
            seguro|segura|persuadido, deja|dejó claro""",
        "things": "ley leyes calendario plan reglamento normas caso costumbre tradición convenio parece",
    },
    "it": {
        "says": """
            dice,dicono,disse,dissero,diceva|detto|dicendo dichiarare affermare assicurare
            sostiene,sostengono,sostenne|sostenuto precisare replicare commentare osservare
            riferisce,riferiscono,riferì|riferito ribadisce,ribadì|ribadito prosegue,proseguì|proseguito
            conclude,concluse|concluso comunica,comunicò|comunicato informare
            insiste,insistono,insistette|insistito""",
        "claims": """
            confermare risponde,rispondono,rispose|risposto promette,promise|promesso
            annuncia,annunciano,annunciò|annunciato denuncia,denunciò|denunciato ammette,ammise|ammesso
            chiede,chiedono,chiese|chiesto nega,negano,negò|negato riconosce,riconobbe|riconosciuto
            avverte,avvertì,avvertono|avvertito sottolinea,sottolineano,sottolineò|sottolineato ricordare
            garantisce,garantì|garantito lamentare spiega,spiegano,spiegò,spiegava|spiegato|spiegando
            esortare rimproverare""",
        "holds": """
            pensare rivelare mostrare propone,propose|proposto scrive,scrivono,scrisse|scritto|scrivendo
            aggiunge,aggiungono,aggiunse|aggiunto|aggiungendo
            racconta,raccontano,raccontò,raccontava|raccontato ritiene,ritengono,ritenne|ritenuto
            crede,credono,credette|creduto teme,temono,temette|temuto
            suggerisce,suggeriscono,suggerì|suggerito confessare deduce,deducono,dedusse|dedotto ipotizzare
            sospettare immaginare predice,predisse|predetto profetizzare giurare testimoniare rilevare
            evidenziare segnalare specificare chiarisce,chiariscono,chiarì|chiarito puntualizzare obiettare
            ribatte,ribattono,ribatté|ribattuto ritorce,ritorse esclamare gridare sussurrare mormorare
            scherza,scherzano,scherzò|scherzato ironizzare sbottare tuonare
            pretende,pretendono,pretese|preteso ordinare consigliare,consiglia,consigliano,consigliò
            raccomandare supplicare calcolare giudicare,giudica,giudicò constatare attestare certificare
            smentisce,smentiscono,smentì|smentito contestare ripete,ripetono,ripeté|ripetuto proclamare
            argomentare dubitare sperare auspicare,auspica,auspicò decretare previde,previdero
            indicò,indicarono|indicato protestano,protestò,protestava|protestato
            stimano,stimò,stimava|stimato notano,notò,notava|notato""",
        "quotes": """
            parla,parlano,parlò|parlato definisce,definiscono,definì|definito accusare bolla,bollò|bollato
            critica,criticò|criticato vede,vedono descrive,descrisse|descritto sorride
            attacca,attaccò|attaccato""",
        "auxiliaries": "ha hanno aveva avevano avrebbe è sono",
        "determiners": """
            il:m lo:m la:f i:p gli:p le:p l': un:m uno:m una:f un': suo:m sua:f alcuni:p alcune:p due:p
            diversi:p questo:m questa:f""",
        "pronouns": "lui:m lei:f egli:m ella:f loro:p",
        "latter": "quest'ultimo:m quest'ultima:f quest'_ultimo:m quest'_ultima:f",
        "connectors": "di del della dei degli delle dell' dello d'",
        "prepositions": """
            a al alla ai in nel nella con per su sul sulla da dal dalla tra fra durante dopo prima contro
            verso sotto secondo allo nell' dall' all' sull'""",
        "conjunctions": "e ed o ma né però",
        "subordinators": "che se quando chi cui dove perché mentre come ch'",
        "adverbs": """
            anche poi inoltre ieri oggi domani già ancora sempre mai lunedì martedì mercoledì giovedì venerdì
            sabato domenica così invece infine""",
        "clitics": "gli le si mi ci lo",
        "others": "era erano sarà può deve va vanno fu",
        "negations": "non mai nessuno nulla né",
        "sources": "secondo,a detta di,a detta del,a detta della,a giudizio di,per",
        "as": "come",
        "turns": "è|sono|era|erano convinto|convinta|convinti|convinte|sicuro|sicura|certo|certa|persuaso",
        "things": "legge calendario piano regole regolamento tradizione",
    },
    "pt": {
        "says": """
            diz,dizem,disse,disseram,dizia|dito|dizendo afirmar declarar
            ressaltar informar avisar lamentar relatar comentar assegurar sublinhar defende,defendeu
            insistir,insiste,insistiu completar rebate,rebateu apontar salientar esclarece,esclareceu
            ponderar argumentar sustenta,sustentou""",
        "claims": """
            anuncia,anunciam,anunciou|anunciado confirmar responder prometer pede,pediu,pedem nega,negou
            lembrar exigir denunciar reconhece,reconheceu admitir,admite,admitiu garantir,garante,garantiu
            alertar destacar explicar criticar reclamar acusar exortar repreender""",
        "holds": """
            considerar acreditar achar acha revelar,revela,revelou mostrar conclui,concluiu perguntar
            sugere,sugeriu propõe,propôs avaliar escreve,escreveu,escreveram|escrito acrescentar
            contar,conta,contou teme,temem,temia,temeu confessar deduz,deduzem,deduziu|deduzido
            supõe,supõem,supôs suspeitar imaginar prediz,predisse profetizar jurar testemunhar notar
            observar evidenciar sinalizar especificar detalhar retrucar,retruca,retrucou replicar contestar
            protestar exclamar gritar sussurrar murmurar brinca,brincam,brincou|brincado ironizar ordenar
            aconselhar recomendar implorar estimar calcular julgar,julga,julgou constatar atestar certificar
            desmente,desmentem,desmentiu|desmentido repete,repetem,repetiu|repetido reiterar proclamar
            mencionar opinar duvidar esperar pensar enfatizar frisar reafirmar mantém,manteve narrar
            vaticinar resume,resumiu previu,previram|previsto determinou,determinaram|determinado
            indicou,indicaram|indicado""",
        "quotes": """
            falar,fala,falou,falam chamar classificar descreve,descreveu vê,viu celebrar""",
        "auxiliaries": "tem têm tinha havia teria",
        "determiners": """
            o:m a:f os:p as:p um:m uma:f seu:m sua:f vários:p várias:p dois:p duas:p este:m esta:f esse:m
            essa:f alguns:p outro:m outra:f""",
        "pronouns": "ele:m ela:f eles:p elas:p",
        "latter": "este:m esta:f este_último:m esta_última:f",
        "connectors": "de do da dos das",
        "prepositions": """
            em no na nos nas com por para sem sobre após desde até ante contra entre segundo durante ao à aos
            às pelo pela""",
        "conjunctions": "e ou mas nem porém",
        "subordinators": "que se quando quem onde porque enquanto cujo como",
        "adverbs": """
            também ainda depois ontem hoje amanhã já sempre nunca segunda terça quarta quinta sexta sábado
            domingo além""",
        "clitics": "lhe lhes se me nos",
        "others": "é são era eram está estão será pode deve vai foi foram",
        "negations": "não nunca nada ninguém nem",
        "sources": """
            segundo,de acordo com,conforme,na opinião de,na opinião do,na opinião da,na avaliação de,para""",
        "as": "como conforme",
        "turns": """
            está|estão|estava convencido|convencida|convencidos|
            seguro|segura|certo|certa|confiante, deixa|deixou claro""",
        "things": "lei calendário plano regras regulamento tradição",
    },
    "nl": {
        "says": """
            zegt,zei,zeiden,zeggen|gezegd verklaart,verklaarde,verklaarden|verklaard
            meldt,meldde,meldden,melden|gemeld vertelt,vertelde,vertelden|verteld stelt,stelde,stelden
            benadrukt,benadrukte|benadrukt reageert,reageerde|gereageerd legt,legde|uitgelegd+uit
            geeft,gaf+toe/aan laat,liet,laten+weten deelt,deelde+mee betoogt,betoogde""",
        "claims": """
            belooft,beloofde|beloofd bevestigt,bevestigde|bevestigd waarschuwt,waarschuwde|gewaarschuwd
            antwoordt,antwoordde|geantwoord""",
        "holds": """
            vindt,vond,vinden denkt,dacht gelooft,geloofde vreest,vreesde hoopt,hoopte blijkt toont,toonde
            vraagt,vroeg schrijft,schreef,schreven|geschreven voegt,voegde+toe
            beweert,beweerde,beweerden|beweerd verzekert,verzekerde|verzekerd
            concludeert,concludeerde|geconcludeerd oordeelt,oordeelde|geoordeeld
            meent,meende,meenden|gemeend vermoedt,vermoedde,vermoedden|vermoed
            voorspelt,voorspelde|voorspeld erkent,erkende,erkenden|erkend ontkent,ontkende,ontkenden|ontkend
            onthult,onthulde|onthuld suggereert,suggereerde|gesuggereerd oppert,opperde|geopperd
            bekent,bekende,bekenden|bekend klaagt,klaagde,klaagden|geklaagd juicht,juichte
            herhaalt,herhaalde|herhaald herinnert,herinnerde|herinnerd bezweert,bezwoer
            zweert,zwoer|gezworen protesteert,protesteerde constateert,constateerde|geconstateerd
            adviseert,adviseerde|geadviseerd eist,eiste,eisten|geëist verwacht,verwachtte,verwachtten
            schat,schatte berekent,berekende|berekend speculeert,speculeerde|gespeculeerd grapt,grapte
            roept,riep,riepen|geroepen fluistert,fluisterde mompelt,mompelde verzucht,verzuchtte
            getuigt,getuigde|getuigd garandeert,garandeerde|gegarandeerd
            verduidelijkt,verduidelijkte|verduidelijkt preciseert,preciseerde vermeldt,vermeldde|vermeld
            rapporteert,rapporteerde|gerapporteerd betreurt,betreurde betwijfelt,betwijfelde
            argumenteert,argumenteerde onderstreept,onderstreepte|onderstreept merkt,merkte,merkten""",
        "quotes": """
            spreekt,sprak,spraken noemt,noemde,noemden lacht,lachte zucht,zuchtte""",
        "auxiliaries": "heeft hebben had hadden",
        "determiners": "de: het:n een: zijn: haar: hun: twee:p drie:p enkele:p meerdere:p deze: dit:n",
        "pronouns": "hij:m zij:f ze:f haar:f hem:m",
        "latter": "laatstgenoemde: deze:",
        "connectors": "van",
        "prepositions": """
            in op aan bij met naar voor door tegen over onder na sinds tijdens wegens zonder om tot volgens
            uit tussen achter""",
        "conjunctions": "en of maar want",
        "subordinators": "dat als toen omdat terwijl nadat voordat hoewel waar hoe die wie wat",
        "adverbs": """
            ook dan later gisteren vandaag morgen nog al altijd nooit maandag dinsdag woensdag donderdag
            vrijdag zaterdag zondag bovendien echter daarna eerder zelf nu""",
        "clitics": "zich hem",
        "others": "is zijn was waren wordt worden werd kan moet zal wil mag",
        "negations": "niet nooit geen niemand niets",
        "sources": "volgens,naar eigen zeggen van,in de ogen van,aldus",
        "as": "zoals",
        "turns": "is|zijn|was|waren overtuigd|zeker, is|was van mening",
        "things": "wet plan regels planning",
    },
}
