"""What the staff menu may show, by the steps of the loop; `context` picks what a role may open."""

from django.utils.translation import gettext_lazy as _

# Each step: its heading, then verb, name of the page, words of the link
STEPS = (
    (_("Listen and answer"), (
        ("today.read", "today", _("Today")),
        ("concern.read", "team-concerns", _("Concerns")),
        ("log.write", "team-log", _("Log a chat")),
        ("dispute.read", "team-disputes", _("Disputes")),
        ("duty.read", "team-duty", _("Duty list")),
        ("overdue.read", "team-overdue", _("Overdue")),
        ("withheld.read", "team-withheld", _("Withheld")),
        ("handover.read", "team-hand-overs", _("Hand-overs")),
        ("conduct.read", "team-conduct", _("About police conduct")),
    )),
    (_("Get ahead"), (
        ("alert.read", "team-alerts", _("Something is changing")),
        ("fairness.read", "alert-audit", _("Fair alerts")),
        ("problem.read", "team-problems", _("Problems")),
        ("strategy.read", "team-strategies", _("What works")),
    )),
    (_("Meet people"), (
        ("event.read", "team-events", _("Events")),
        ("plan.read", "team-plan", _("The week's plan")),
        ("individual.read", "team-networks", _("People we know")),
        ("network.read", "network-counts", _("How many we know")),
    )),
    (_("Measure"), (
        ("survey.read", "team-trust", _("What residents say")),
        ("survey.list.read", "team-surveys", _("Surveys")),
        ("survey.read", "team-scores", _("Measured by others")),
        ("coverage.read", "team-coverage", _("Were we there?")),
        ("balance.read", "own-coverage", _("Our presence")),
    )),
    (_("Tell everybody"), (
        ("briefing.read", "briefings", _("Briefing")),
        ("saiddid.write", "team-said-did", _("You said, we did")),
        ("priority.edit", "team-priorities", _("Priorities")),
        ("card.edit", "team-card", _("Your card")),
    )),
    (_("Keep in order"), (
        ("category.edit", "team-categories", _("Categories")),
        ("event_kind.edit", "team-event-kinds", _("Kinds of event")),
        ("import.read", "team-imports", _("Imports")),
        ("staff.edit", "team-people", _("People")),
        ("keeping.read", "team-keeping", _("Keeping")),
        ("audit.read", "team-audit", _("Audit trail")),
    )),
)  # fmt: skip

# Opened many times a day: always in sight. The others are behind one word, if there are many.
DAILY = (
    "today", "team-concerns", "team-log", "team-alerts", "team-problems", "team-events",
    "team-plan", "team-networks", "team-trust",
)  # fmt: skip
ON_A_PHONE = ("today", "team-concerns", "team-log", "team-alerts")  # two lines at 360 px
MOST_IN_SIGHT = 9

# What one finds there, for the roles that begin with a list of their pages
ABOUT = {
    "team-disputes": _("People who say that it is not settled, and who has to decide."),
    "team-overdue": _("Where we promised and are late; the longest wait first."),
    "team-withheld": _("What we kept off the public pages, and why."),
    "team-hand-overs": _("What we passed on to others, on what basis."),
    "team-conduct": _("What people told us about officers; the neighbourhood teams cannot see it."),
    "team-alerts": _("Where reports changed more than chance explains."),
    "alert-audit": _("Whether alerts come alike to all areas, and what became of them."),
    "team-events": _("Meetings and other events, planned and past."),
    "team-coverage": _("Where we came without being called, and whether fairly."),
    "own-coverage": _("Each neighbourhood's weeks: how often we came without being called."),
    "team-surveys": _("What people were asked, how it goes, and what they said."),
    "team-trust": _("Trust and safety as residents see them, with what a survey cannot tell."),
    "team-scores": _("Trust and safety as others published them, and how far they are noise."),
    "briefings": _("Each neighbourhood's week on one sheet."),
    "network-counts": _("How many people each team knows; small numbers hidden."),
    "team-problems": _("What we try against what keeps coming back, and whether it worked."),
    "team-strategies": _("What is known to help, what is not, and what nobody has tested."),
    "team-categories": _("What residents can choose from, and the ready-made texts."),
    "team-event-kinds": _("What each kind asks to be prepared, written down and kept safe."),
    "team-imports": _("Which files of records came in, and what became of their rows."),
    "team-people": _("Who signs in, where they are posted, and when they are away."),
    "team-keeping": _("How long we keep what, and what is held back from erasure."),
    "team-audit": _("Who did what, and when."),
}
