"""The word lists behind attribution for more languages, written as in rag.reporting."""

LANGUAGES: dict[str, dict[str, str]] = {
    "es": {
        "says": """
            dice,dicen,dijo,dijeron,decía,decían|dicho|diciendo afirmar declarar
             comentar manifestar,manifiesta,manifestó|manifestado
            comunicar informar detallar,detalla relatar matizar zanjar recalcar insistir
            predecir,predice,predijo relata apostillar jurar alegar narrar reiterar aclarar aducir,adujo
            replicó""",
        "claims": """
            anunciar,anuncia,anuncian,anunció|anunciado señalar apuntar asegurar indicar
            criticar avisar alertar responder prometer explicar confirmar
            exigir pide,piden,pidió,pedía|pedido denunciar lamentar replicar contestar subrayar destacar
            reprochar advierte,advierten,advirtió,advertía,advirtieron|advertido|advirtiendo acusar proponer
            garantizar admitir precisar ordenar reclamar
            reconocer,reconoce,reconocen,reconoció,reconocieron|reconocido
            recuerda,recuerdan,recordó,recordaron|recordado niega,niegan,negó|negado""",
        "holds": """
            considerar cree,creen,creía,creyó|creído opinar estimar revelar
            concluye,concluyen,concluyó|concluido preguntar mostrar,muestra,muestran,mostró
            temer,teme,temen,temía propone,propuso|propuesto sugiere,sugirió,sugieren constatar calcula
            pensar,piensa,piensan,confía,confió defiende,defendió,defienden sospechar
            añade,añaden,añadió,añadieron|añadido|añadiendo
            escribe,escriben,escribió,escribieron|escrito|escribiendo
            contar,cuenta,cuentan,contó,contaron|contado agregar,agrega,agregó mantiene,mantuvo,mantienen
            sostiene,sostienen,sostuvo,sostuvieron,sostenía|sostenido""",
        "quotes": """
            hablar,habla,hablan,habló llamar calificar tachar,tacha,tachó tildar describe,describió
            ve,ven,vio celebrar espetar lanzar resumir bromear exclamar gritar suspirar
            confesar,confiesa,confesó|confesado rematar sentenciar concretar,concreta
            proseguir,prosigue,prosiguió continúa,continuó sonreír,sonríe,sonrió ironizar elogiar rechazar
            valorar tuitear reflexionar argumentar recitar soltar,suelta,soltó quejarse,queja,quejó,quejaba
            felicita,felicitó""",
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
        "things": "ley leyes calendario plan reglamento normas caso costumbre tradición convenio parece",
    },
    "it": {
        "says": """
            dice,dicono,disse,dissero,diceva|detto|dicendo dichiarare affermare assicurare
            sostiene,sostengono,sostenne|sostenuto precisare replicare commentare osservare
            riferisce,riferiscono,riferì|riferito ribadisce,ribadì|ribadito insiste,insistono
            prosegue,proseguì|proseguito conclude,concluse|concluso comunica,comunicò|comunicato""",
        "claims": """
            confermare risponde,rispondono,rispose|risposto promette,promise|promesso
            annuncia,annunciano,annunciò|annunciato denuncia,denunciò|denunciato ammette,ammise|ammesso
            chiede,chiedono,chiese|chiesto nega,negano,negò|negato riconosce,riconobbe|riconosciuto
            avverte,avvertì,avvertono|avvertito sottolinea,sottolineano,sottolineò|sottolineato ricordare
            garantisce,garantì|garantito lamentare spiega,spiegano,spiegò,spiegava|spiegato|spiegando""",
        "holds": """
            ritiene,ritengono|ritenuto pensare crede,credono rivelare mostrare teme,temono
            propone,propose|proposto suggerisce scrive,scrivono,scrisse|scritto|scrivendo
            aggiunge,aggiungono,aggiunse|aggiunto|aggiungendo
            racconta,raccontano,raccontò,raccontava|raccontato""",
        "quotes": """
            parla,parlano,parlò|parlato definisce,definiscono,definì|definito accusare bolla,bollò|bollato
            critica,criticò|criticato vede,vedono descrive,descrisse|descritto confessare
            scherza,scherzò|scherzato sorride esclamare gridare tuonare attacca,attaccò|attaccato""",
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
        "things": "legge calendario piano regole regolamento tradizione",
    },
    "pt": {
        "says": """
            diz,dizem,disse,disseram,dizia|dito|dizendo afirmar declarar
            ressaltar informar avisar lamentar relatar comentar assegurar sublinhar defende,defendeu
            insistir,insiste,insistiu completar rebate,rebateu apontar salientar esclarece,esclareceu
            ponderar argumentar sustenta,sustentou""",
        "claims": """
            anuncia,anunciam,anunciou|anunciado confirmar responder prometer pede,pediu,pedem
            nega,negou lembrar exigir denunciar
            reconhece,reconheceu admitir,admite,admitiu garantir,garante,garantiu alertar destacar explicar
            criticar reclamar""",
        "holds": """
            considerar acreditar achar acha revelar,revela,revelou mostrar conclui,concluiu perguntar
            sugere,sugeriu teme,temem propõe,propôs avaliar escreve,escreveu,escreveram|escrito acrescentar
            contar,conta,contou""",
        "quotes": """
            falar,fala,falou,falam chamar classificar descreve,descreveu vê,viu brinca,brincou celebrar
            resume,resumiu""",
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
            vraagt,vroeg schrijft,schreef,schreven|geschreven voegt,voegde+toe""",
        "quotes": """
            spreekt,sprak,spraken noemt,noemde,noemden roept,riep lacht,lachte zucht,zuchtte verzucht
            klaagt,klaagde""",
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
        "things": "wet plan regels planning",
    },
}
