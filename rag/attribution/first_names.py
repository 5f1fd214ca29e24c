"""First names -> the gender by which a pronoun finds its person; the frequent ones of several languages."""

from rag.attribution.tokens import word_set

FEMALE = word_set("""
    adèle agnès alice alicia amélie amina ana andrea anita ann anna anne annie antje aurélie barbara
    beatrice béatrice birgit bridget brigitte camille carmen carole caroline catherine cécile céline
    charlotte chloé christine claire clara claudia claudine colette dana deborah delphine denise diana
    diane dolores dorothy édith elena elisabeth élise elizabeth ella ellen élodie emily emma emmanuelle
    erika estelle esther eva ève fabienne fatima fiona flora florence françoise frances gabriela gaëlle
    geneviève gerda giulia grace greta hanna hannah harriet heike helen helena hélène heidi ilse inès
    ines ingrid irene irène iris isabel isabelle jacqueline jane janet jeanne jennifer jenny jessica
    joan joanna josephine joséphine judith julia julie juliette karen karin karine katharina kate
    katherine kathleen katja khadija klara laura laure laurence léa leïla lena lisa lise louise lucette
    lucía lucie lucy maite manon margaret margot maria maría marie marion martha martine mary mathilde
    megan mercedes michelle mireille miriam monica monika monique nadia nadine nancy naomi natalie
    nathalie nicola nicole noémie nora océane odette olga olivia pascale patricia paula pauline penelope
    petra pilar priya rachel raquel rebecca renate renée rosa rose ruth sabine sabrina samira sandra
    sara sarah ségolène shirley silvia simone solange sonia sophia sophie stella stéphanie susan susanne
    suzanne sylvie tanja teresa abigail ada adele adriana agatha aileen alexandra alison allison amanda
    amelia amy andrée angela annette antoinette april ariane arlette audrey ava beryl beth betsy betty
    beverly bonnie brenda candace carla carolyn cathy cecilia charlene chiara constance cora corinne
    cynthia daisy danielle daphne dawn debbie delia dora doris edith edna edwige eileen elaine eleanor
    eliane eliza elsa elsie erica ernestine estela ethel eugénie eunice evelyn fanny faye felicity
    fernande francesca francine frieda gail georgia georgina germaine gertrude gillian gina ginette
    gisèle gladys gloria grazia gwen hazel henriette hilary hilda hortense huguette ida imogen irma
    isabella ivy jackie janice jeannette jill joanne jocelyne josette joy joyce juanita judy justine kay
    kelly kim kirsten kristin lauren lenore liliane lillian linda lisbeth lois lola lorraine louisa
    lucile lucille lydia lynn mabel madeleine madeline maggie marcela marcelle marge margherita margit
    marguerite marianne marilyn marina marjorie marlène marta maud maureen melanie mélanie melissa
    meredith mildred millicent mimi miranda molly myriam nelly nina noelle norma odile ottilie paola
    paulette peggy phyllis polly rachida raymonde regina régine rita roberta romy rosalind rosemary
    roxane sally selma sheila sigrid simonetta sybil sylvia tamara tanya tatiana thelma theodora tina
    trudy vera verena veronica viola violet violette vivian viviane wanda wendy yolande thérèse ursula
    ute valérie vanessa véronique victoria virginie yasmina yvette yvonne zoe zoé
""")
MALE = word_set("""
    adam ahmed alain alan albert alberto alejandro alex alexandre alexander alfred ali anders andreas
    andrés andrew andré ángel anthony antoine antonio arnaud arthur aurélien baptiste ben benjamin
    benoît bernard bernd bertrand bill brian bruno carl carlos cédric charles christian christoph
    christophe colin craig cyril damien daniel david denis didier dieter dirk dominic edgar eduardo
    edward emilio emmanuel enrique éric eric ernst étienne fabien fabrice felipe felix fernando florian
    francesco francis francisco franck franz françois frank fred frédéric fritz gabriel gareth gary
    georg george georges gérard gilles giovanni gonzalo graham grégory guillaume günter guy hamid hans
    harry heinz henri henry hervé holger horst hugo hugues ian idriss ignacio isaac jacques jakob james
    jan jason javier jean jeff jens jérôme jim joachim joan joe joel joël john johann johannes jonathan
    jordi jörg jorge josé joseph josh juan jules julian julián julien jürgen karim karl keith kevin
    klaus kofi kurt lars laurent len leo leon leonard lionel loïc louis luc luca lucas luigi luis lukas
    mamadou manuel marc marcel marco marcus mario mark markus martin mathieu matthew matthias maurice
    max maxime mehdi michael michel miguel mike mohamed moritz nicolas nick niels nigel noah norbert
    oliver olivier omar oscar otto pablo pascal patrice patrick paul paulo pedro peter philip philippe
    pierre quentin rachid rafael ralf ralph ramón raphaël raymond rémi rémy renaud rené richard rob
    robert roberto robin rodrigo roger roland romain ross rudolf ryan sam samir samuel sascha scott
    sébastien sergio serge simon stefan stéphane stephen steve steven stuart sven sylvain tariq ted théo
    thibault thierry thomas tim timothy tobias tom tony uwe victor vincent volker walter werner wilhelm
    will william wolfgang xavier yann yannick yves abraham achille aldo allan allen alphonse anatole
    armand arnold auguste barney barry bartholomew bertram bob boris bradley brad brendan bruce bryan
    burt caspar casper cecil chester chris chuck clarence claudio clement clément clifford clive conrad
    curtis dale damian dan darren dave dean declan derek desmond dimitri dmitri don donald doug douglas
    duncan dwight earl eddie edmond edmund édouard edwin eli elliot ernest ethan eugene eugène evan
    ferdinand floyd frederick garry gaston gene geoff geoffrey gerald gordon greg gregory gus gustave
    harold harvey hector henrik herbert herman hermann howard hubert humphrey ibrahim igor irving ivan
    jack jay jeffrey jeremy jerome jerry jesse jimmy jordan julius justin ken kenneth kent kyle lawrence
    lee léon leonardo leonid leopold léopold leslie lester lewis liam lloyd lorenzo lou louie ludwig
    luther malcolm marius marvin mathias matt maurizio mauro melvin mick mikhail milton morris mustafa
    nathan nathaniel ned neil nicholas nikita nikolai norman orson osman pat pete phil pietro pius
    randall ray reginald rex rick rodney roderick ron ronald rory roy rudy rupert russell salvatore
    sandro sean seth sidney sigmund simeon spencer stan stanley stefano sydney terence terry thaddeus
    theodore théodore timothée todd trevor tristan umberto vernon vittorio vladimir wallace warren wayne
    wesley wilfred wilfrid yuri zachary
""")
