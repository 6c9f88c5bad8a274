"""How a guess at the author sounds, per language (regular expressions, case ignored)."""

_AUTHOR_EN = (
    r"(author|writer|sender|reporter|complainant|caller|resident|person who (wrote|reported|sent)"
    r"|whoever (wrote|reported|sent))"
)
_AUTHOR_ES = (
    r"(autor|autora|remitente|denunciante|vecino|vecina|quien (escribi[oó]|denunci[oó]|mand[oó]))"
)
GUESSES: tuple[str, ...] = (
    rf"\b{_AUTHOR_EN}('s)? (is|was|must be|may be|might be|could be|sounds like|seems to be"
    r"|looks like|name|lives|has to be|works|probably|likely)\b",
    r"\b(i|we) (think|believe|suspect|guess|know|bet|reckon|assume)\b.{0,40}"
    r"\b(wrote|sent|reported|who (it is|this is|he is|she is)|is behind|posted|complained)\b",
    r"\b(probably|likely|surely|must be|might be|could be|may be|looks like|sounds like)\b"
    r".{0,50}\b(who|that) (wrote|sent|reported|complained)\b",
    r"\b(written|sent|reported|filed) by (mr|mrs|ms|miss|the (man|woman|family|lady|guy|tenant"
    r"|owner|neighbou?r))\b",
    r"\b(same|that) (handwriting|writing style|writer|author|ip|phone|number|e-?mail)\b",
    r"\bfind out who (wrote|sent|reported|it (is|was)|this (is|was))\b",
    r"\bwho (wrote|sent|reported) (this|it)\b",
    rf"\b(el|la) {_AUTHOR_ES} (es|era|debe (de )?ser|puede ser|podr[ií]a ser|parece|vive"
    r"|trabaja|se llama|seguramente)\b",
    rf"\b{_AUTHOR_ES[:-1]}) (es|debe (de )?ser|parece)\b",
    r"\b(creo|creemos|pienso|sospecho|supongo|s[eé]|imagino)\b.{0,40}"
    r"\b(escribi[oó]|mand[oó]|denunci[oó]|qui[eé]n es|est[aá] detr[aá]s)\b",
    r"\b(seguro que|probablemente|seguramente|debe (de )?ser|parece)\b.{0,50}"
    r"\b(escribi[oó]|mand[oó]|denunci[oó])\b",
    r"\b(escrito|enviado|denunciado) por (el|la|don|do[ñn]a|se[ñn]or|se[ñn]ora)\b",
    r"\bqui[eé]n (escribi[oó]|mand[oó]|denunci[oó])\b",
    r"\bmism[ao] (letra|autor|remitente|tel[eé]fono|n[uú]mero|correo)\b",
)
