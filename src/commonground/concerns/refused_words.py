"""Kinds of person, per language: no category may be named after one.

A category names a condition ("a broken light") or a conduct ("shouting at passers-by"). Naming
people by what they are sends police to people who did nothing; the list is reviewed by hand.
"""

REFUSED: dict[str, tuple[str, ...]] = {
    "en": (
        "suspicious person", "suspicious persons", "suspicious people", "suspicious man",
        "suspicious men", "suspicious woman", "suspicious individual", "suspicious individuals",
        "suspicious male", "suspicious males", "suspicious character", "suspicious characters",
        "strange man", "strange men", "stranger", "strangers", "suspect", "suspects",
        "offender", "offenders", "youth", "youths", "young people", "young person",
        "teenager", "teenagers", "teen", "teens", "kids", "children", "juvenile", "juveniles",
        "boys", "girls", "gang member", "gang members", "gangs", "gang", "hoodies",
        "rough sleeper", "rough sleepers", "homeless", "homeless person", "homeless people",
        "vagrant", "vagrants", "tramp", "tramps", "beggar", "beggars", "panhandler",
        "panhandlers", "loiterer", "loiterers", "squatter", "squatters",
        "migrant", "migrants", "immigrant", "immigrants", "refugee", "refugees",
        "asylum seeker", "asylum seekers", "illegals", "illegal alien", "illegal aliens",
        "foreigner", "foreigners", "gypsy", "gypsies", "traveller", "travellers", "roma",
        "romani", "black", "white", "asian", "arab", "arabs", "african", "africans", "latino",
        "latinos", "hispanic", "hispanics", "muslim", "muslims", "jew", "jews", "jewish",
        "drug addict", "drug addicts", "addict", "addicts", "junkie", "junkies", "drug user",
        "drug users", "drunk", "drunks", "drunkard", "drunkards", "alcoholic", "alcoholics",
        "prostitute", "prostitutes", "sex worker", "sex workers", "street worker",
        "mentally ill", "mentally ill people", "mental person", "crazy person",
        "disabled people", "undesirable", "undesirables", "ex-offender", "ex-offenders",
        "ex-convict", "ex-convicts", "criminal", "criminals", "outsider", "outsiders",
        "transgender", "gay", "gays", "lesbian", "lesbians",
    ),
    "es": (
        "persona sospechosa", "personas sospechosas", "hombre sospechoso",
        "hombres sospechosos", "mujer sospechosa", "individuo sospechoso",
        "individuos sospechosos", "sospechoso", "sospechosos", "sospechosa", "sospechosas",
        "gente sospechosa", "gente rara", "extraño", "extraños", "desconocido", "desconocidos",
        "delincuente", "delincuentes", "joven", "jóvenes", "adolescente", "adolescentes",
        "menores", "niños", "niñas", "muchachos", "chicos", "chavales", "pandillero",
        "pandilleros", "pandilla", "pandillas", "sin techo", "sintecho", "sin hogar",
        "personas sin hogar", "indigente", "indigentes", "vagabundo", "vagabundos", "mendigo",
        "mendigos", "pordiosero", "pordioseros", "okupa", "okupas", "merodeador",
        "merodeadores", "migrante", "migrantes", "inmigrante", "inmigrantes", "refugiado",
        "refugiados", "ilegales", "indocumentado", "indocumentados", "extranjero",
        "extranjeros", "gitano", "gitanos", "gitana", "gitanas", "negro", "negros", "negra",
        "negras", "blanco", "blancos", "árabe", "árabes", "moro", "moros", "latino", "latinos",
        "musulmán", "musulmanes", "judío", "judíos", "drogadicto", "drogadictos", "adicto",
        "adictos", "yonqui", "yonquis", "borracho", "borrachos", "alcohólico", "alcohólicos",
        "prostituta", "prostitutas", "trabajadora sexual", "trabajadoras sexuales",
        "enfermo mental", "enfermos mentales", "loco", "locos", "indeseable", "indeseables",
        "criminal", "criminales", "forastero", "forasteros", "transexual", "transexuales",
        "gay", "gays", "lesbiana", "lesbianas",
    ),
}
