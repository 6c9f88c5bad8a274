"""Words that send a concern to the duty list, per language.

They may stand for someone in danger. A word too many costs a person one look; a word too few
can leave a plea waiting for three days. Stems are spelled out: only whole words are compared.
"""

SENSITIVE: dict[str, tuple[str, ...]] = {
    "en": (
        "rape", "raped", "raping", "sexual assault", "sexually assaulted", "sexual abuse",
        "sexually abused", "molested", "molesting", "groped", "grooming", "groomed",
        "trafficking", "trafficked", "forced marriage", "honour violence", "fgm",
        "domestic violence", "domestic abuse", "beats me", "beating me", "hits me",
        "hitting me", "hurts me", "hurting me", "strangled", "choked me", "beats her",
        "beats his wife", "hits her", "hits his wife", "hits the child", "hits his kids",
        "stalking", "stalked", "stalker", "stalks me", "following me", "follows me",
        "threatened to kill", "kill me", "kill her", "kill him", "kill us", "kill myself",
        "killing myself", "suicide", "suicidal", "end my life", "want to die", "self harm",
        "self-harm", "hurt myself", "overdose", "child abuse", "abusing a child", "neglected child",
        "missing child", "missing person", "kidnapped", "held against", "locked in",
        "afraid for my life", "in danger", "gun", "shotgun", "rifle", "pistol", "bomb",
        "stabbed", "stabbing", "shooting", "shot at", "hate crime", "acid attack",
        "terrorist", "terrorism", "please help me", "scared to go home", "afraid to go home",
    ),
    "es": (
        "violación", "violada", "violado", "violó", "violaron", "agresión sexual",
        "abuso sexual", "abusos sexuales", "abusó", "abusa de", "acoso sexual", "manoseó",
        "trata de personas", "matrimonio forzado", "mutilación genital", "violencia doméstica",
        "violencia de género", "violencia machista", "maltrato", "maltrata", "me pega",
        "me golpea", "me maltrata", "le pega", "la golpea", "la pega", "pega a su mujer",
        "pega a los niños", "estranguló", "me ahorcó", "acosador", "me acosa", "me sigue",
        "me persigue", "amenazó con matar", "matarme", "matarla", "matarlo", "matarnos",
        "me va a matar", "suicidio", "suicidarme", "suicidarse", "quitarme la vida",
        "quiero morir", "autolesión", "hacerme daño", "sobredosis", "abuso infantil",
        "niño desaparecido", "niña desaparecida", "persona desaparecida", "desaparecida",
        "desaparecido", "secuestrado", "secuestrada", "encerrada", "encerrado", "retenida",
        "temo por mi vida", "en peligro", "pistola", "arma", "armas", "escopeta", "bomba",
        "apuñaló", "apuñalado", "apuñalada", "disparos", "tiroteo", "disparó",
        "delito de odio", "ataque con ácido", "terrorista", "terrorismo", "ayúdenme",
        "auxilio", "miedo de volver a casa", "miedo a volver a casa",
    ),
}
