from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.jobs import job


@job("scan", daily_at="05:00", apart=True)
def scan_this_morning() -> None:
    from .scanning import scan_morning

    scan_morning(as_of=clock.today(), by=Actor.system("scan"))
