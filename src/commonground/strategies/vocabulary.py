"""The closed lists that an entry chooses from, and how a page calls each choice."""

from django.utils.translation import gettext_lazy as _

ENGAGEMENT, PROBLEM_SOLVING, ENFORCEMENT_LED = "engagement", "problem-solving", "enforcement-led"
KINDS = {
    ENGAGEMENT: _("Engagement"),
    PROBLEM_SOLVING: _("Problem-solving"),
    ENFORCEMENT_LED: _("Enforcement-led"),
}
# May be shown beside an alert, an event or a problem, and tried. Nothing else ever is.
SUGGESTIBLE = frozenset({ENGAGEMENT, PROBLEM_SOLVING})

GOALS = {
    "trust": _("People trust us and feel treated fairly"),
    "known": _("People know an officer and would tell us"),
    "feel-safe": _("People feel safer"),
    "less-crime": _("Less crime, fewer victims"),
    "less-disorder": _("Less disorder and nuisance"),
    "neighbours": _("Neighbours look after the place together"),
    "young": _("Young people do well"),
}

# outcome -> (its goal, its name)
OUTCOMES = {
    "attitudes": ("trust", _("Views of the police")),
    "trust-in-officer": ("trust", _("Trust in the officer met")),
    "legitimacy": ("trust", _("Feeling that police act rightly")),
    "satisfaction": ("trust", _("Satisfaction with the police")),
    "treatment": ("trust", _("How officers treat people")),
    "harassment": ("trust", _("Feeling harassed by police")),
    "complaints": ("trust", _("Complaints about officers")),
    "force": ("trust", _("Use of force")),
    "relations": ("trust", _("Relations between people and police")),
    "knowing-officers": ("less-crime", _("How much officers seem to know")),
    "cooperation": ("known", _("Willingness to help the police")),
    "compliance": ("trust", _("Willingness to follow the law")),
    "fear": ("feel-safe", _("Worry about crime")),
    "going-out": ("feel-safe", _("Worry when going out")),
    "outdoors": ("feel-safe", _("Use of the space outside")),
    "recorded-crime": ("less-crime", _("Recorded crime")),
    "violence": ("less-crime", _("Violent crime")),
    "gun-violence": ("less-crime", _("Gun violence")),
    "burglary": ("less-crime", _("Burglary")),
    "robbery": ("less-crime", _("Robbery")),
    "property-crime": ("less-crime", _("Property crime")),
    "victims": ("less-crime", _("People who became victims")),
    "perceived-crime": ("feel-safe", _("Crime as people see it")),
    "disorder": ("less-disorder", _("Disorder")),
    "perceived-disorder": ("less-disorder", _("Disorder as people see it")),
    "vandalism": ("less-disorder", _("Vandalism as people see it")),
    "nuisance": ("less-disorder", _("Nuisance")),
    "efficacy": ("neighbours", _("Neighbours ready to act together")),
    "young-behaviour": ("young", _("Aggression and offending of those taking part")),
    "young-relations": ("young", _("Relations between young people and police")),
    "health": ("trust", _("Health of those stopped")),
}

BETTER, WORSE, NO_EFFECT, UNCLEAR = "better", "worse", "no-effect", "unclear"
DIRECTIONS = {
    BETTER: _("better"),
    WORSE: _("worse"),
    NO_EFFECT: _("no effect found"),
    UNCLEAR: _("too uncertain to say"),
}

PERCENT = "percent"  # relative change against the comparison: the one unit that pictures compare
UNITS = {
    PERCENT: "%",
    "points": _("percentage points"),
    "d": _("standard deviations (d)"),
    "t": _("standard errors (t)"),
    "crimes": _("crimes in the whole trial"),
}

STRENGTHS = {
    "strong": _("several good trials, or a review of many"),
    "good": _("one good trial or comparison"),
    "weak": _("weak or mixed evidence"),
    "none": _("no rigorous test found"),
}

DESIGNS = {
    "randomised": _("randomised trial"),
    "review": _("review of many studies"),
    "comparison": _("comparison with similar places"),
    "before-after": _("before and after, nothing to compare with"),
    "account": _("as others sum it up"),
    "associations": _("association only: it may not be the cause"),
}

# how far somebody of ours has seen a figure; the page shows the first three
READ, RECOMPUTED, SECOND_HAND = "read", "recomputed", "second-hand"
FROM_MEMORY, NOT_FOUND = "from-memory", "not-found"
CHECKS = {
    READ: _("read in the source"),
    RECOMPUTED: _("worked out again from the published data"),
    SECOND_HAND: _("read in somebody else's account of it"),
    FROM_MEMORY: _("from memory"),
    NOT_FOUND: _("looked for and not found"),
}
PUBLISHED = frozenset({READ, RECOMPUTED, SECOND_HAND})

EXTENTS = {
    "summary": _("its summary"),
    "tables": _("its summary and a table of results"),
    "whole": _("all of it"),
    "account": _("an account of it by others"),
}

# what an entry's published findings say together about one goal
HELPS, WITH_HARM, MIXED = "helps", "helped-with-harm", "mixed"
DOES_NOT, UNTESTED = "does-not", "untested"
VERDICTS = {
    HELPS: _("Known to help"),
    WITH_HARM: _("Helped, and did harm"),
    MIXED: _("Uncertain: weak or mixed evidence"),
    DOES_NOT: _("Did not help where it was tested"),
    UNTESTED: _("Nobody has tested it well"),
}
