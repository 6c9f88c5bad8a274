"""What a roster holds, what a plan's parts are called, and how a solve stands. As data."""

from django.utils.translation import gettext_lazy as _

SWORN, SUPPORT = "sworn", "support"
POWERS = [(SWORN, _("Sworn officer")), (SUPPORT, _("Support officer"))]

SHIFT, REST, LEAVE, COURT, TRAINING, OTHER, RESTRICTED, TAKEN = (
    "shift", "rest", "leave", "court", "training", "other", "restricted", "taken",
)  # fmt: skip
ENTRIES = [
    (SHIFT, _("Shift")),
    (REST, _("Rest day")),
    (LEAVE, _("Leave")),
    (COURT, _("Court")),
    (TRAINING, _("Training")),
    (OTHER, _("Other duty")),
    (RESTRICTED, _("Restricted duty: not alone")),
    (TAKEN, _("Taken off")),
]
BUSY = (REST, LEAVE, COURT, TRAINING, OTHER, TAKEN)  # nothing is planned then
BY_HAND = [entry for entry in ENTRIES if entry[0] != TAKEN]

IMPORT, HAND = "import", "hand"
SOURCES = [(IMPORT, _("from a file")), (HAND, _("by hand"))]

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
SOLVES = [
    (WAITING, _("Waiting")),
    (RUNNING, _("At work")),
    (DONE, _("Done")),
    (FAILED, _("Failed")),
]

SOLVED, RESOLVED, MOVED, GIVEN, REMOVED, ADDED, PINNED, FREED, TAKEN_OFF, REPAIRED = (
    "solved", "resolved", "moved", "given", "removed", "added", "pinned", "freed", "taken-off",
    "repaired",
)  # fmt: skip
WHY = [
    (SOLVED, _("Planned")),
    (RESOLVED, _("Planned again around what was fixed")),
    (MOVED, _("Moved")),
    (GIVEN, _("Given to somebody else")),
    (REMOVED, _("Taken out")),
    (ADDED, _("Added")),
    (PINNED, _("Fixed")),
    (FREED, _("No longer fixed")),
    (TAKEN_OFF, _("Somebody was taken off")),
    (REPAIRED, _("Repaired")),
]

WEEKDAYS = [
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")),
    (4, _("Friday")), (5, _("Saturday")), (6, _("Sunday")),
]  # fmt: skip

LANGUAGES = [
    ("ar", _("Arabic")), ("en", _("English")), ("es", _("Spanish")), ("fr", _("French")),
    ("pl", _("Polish")), ("so", _("Somali")), ("uk", _("Ukrainian")), ("ur", _("Urdu")),
    ("vi", _("Vietnamese")), ("zh", _("Chinese")),
]  # fmt: skip
