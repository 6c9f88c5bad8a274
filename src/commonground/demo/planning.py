"""The demo's roster, taken in from a file, and this week's plan: made on Monday, published."""

from commonground.common import clock
from commonground.people.models import Staff
from commonground.people.rules import neighbourhoods_for
from commonground.plans import importing, solving, states
from commonground.plans.rostering import monday, say_working
from commonground.plans.telling import publish

from . import examples, staff

OFFICER, SUPERVISOR = "demo-officer", "demo-supervisor"
SECONDS = 2  # of the solver: two officers need no more
# Two early, two late, three off for the officer; office days for the sergeant, one in court
ROSTER = """\
who,kind,day,start,end,last_day,every_days
demo-officer,shift,2017-12-11,07:00,15:00,2018-01-31,7
demo-officer,shift,2017-12-12,07:00,15:00,2018-01-31,7
demo-officer,shift,2017-12-14,13:00,21:00,2018-01-31,7
demo-officer,shift,2017-12-15,13:00,21:00,2018-01-31,7
demo-officer,shift,2017-12-16,10:00,18:00,2018-01-31,14
demo-supervisor,shift,2017-12-11,09:00,17:00,2018-01-31,7
demo-supervisor,shift,2017-12-12,12:00,20:00,2018-01-31,7
demo-supervisor,shift,2017-12-13,09:00,17:00,2018-01-31,7
demo-supervisor,shift,2017-12-14,09:00,17:00,2018-01-31,7
demo-supervisor,court,2017-12-13,09:00,12:00,,
"""


def make() -> None:
    officer, supervisor = staff.named(OFFICER), staff.named(SUPERVISOR)
    with clock.held_at(examples.moment(0, 6)):
        take_in(officer, supervisor)
        plan_week(supervisor)


def take_in(officer: Staff, supervisor: Staff) -> None:
    reading = importing.read(ROSTER.encode(), [officer, supervisor])
    looked_at = importing.look_at(reading=reading, by=supervisor)
    importing.take_in(looked_at=looked_at, by=supervisor)
    say_working(
        staff=officer, powers=states.SWORN, alone=True, languages=["en", "es"], by=supervisor
    )


def plan_week(supervisor: Staff) -> None:
    asked = solving.ask_for_plan(
        week=monday(clock.today()), places=list(neighbourhoods_for(supervisor, "plan.make")),
        by=supervisor, is_example=True, seconds=SECONDS,
    )  # fmt: skip
    solving.work_off()
    publish(plan=asked.plan, based_on=1, by=supervisor)
