"""One login per role in the demo city. The names are titles: nobody real, nobody invented."""

from dataclasses import dataclass
from datetime import date

from commonground.people.models import Posting, Role, Staff
from commonground.places.models import Neighbourhood

HOME_BEAT = "2411"
NEXT_BEAT = "2412"


@dataclass(frozen=True)
class Login:
    username: str  # starts with "demo-": refused outside a demo city
    password: str
    name: str
    role: Role
    beats: tuple[str, ...] = ()
    here_since: date = date(2014, 5, 5)


LOGINS = (
    Login("demo-officer", "walk-the-beat-2411", "Officer A. (Example)", Role.OFFICER, (HOME_BEAT,)),
    Login(
        "demo-supervisor", "two-beats-one-team", "Sergeant B. (Example)", Role.SUPERVISOR,
        (HOME_BEAT, NEXT_BEAT), date(2016, 2, 1),
    ),
    Login("demo-analyst", "count-then-say-so", "Analyst C. (Example)", Role.ANALYST),
    Login("demo-admin", "keys-and-cupboards", "Administrator D. (Example)", Role.ADMINISTRATOR),
    Login("demo-standards", "who-reads-the-rest", "Standards reader E. (Example)", Role.STANDARDS),
    Login("demo-overseer", "sees-changes-nothing", "Overseer F. (Example)", Role.OVERSEER),
)


def make() -> None:
    """Create each login with its postings."""
    for login in LOGINS:
        member = Staff(username=login.username, display_name=login.name)
        member.set_password(login.password)
        member.save()
        places = Neighbourhood.objects.filter(source_id__in=login.beats) if login.beats else [None]
        for place in places:
            Posting.objects.create(
                staff=member, role=login.role, neighbourhood=place, from_on=login.here_since
            )


def named(username: str) -> Staff:
    return Staff.objects.get(username=username)
