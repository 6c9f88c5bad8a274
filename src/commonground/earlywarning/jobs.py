from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.jobs import job

from .scanning import scan_morning


@job("scan", daily_at="05:00")
def scan_this_morning() -> None:
    scan_morning(as_of=clock.today(), by=Actor.system("scan"))
