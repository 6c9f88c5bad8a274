from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.jobs import job


@job("scan", daily_at="05:00", apart=True)
def scan_this_morning() -> None:
    from .scanning import scan_morning
    from .storing import our_folder, store_counts

    as_of, by = clock.today(), Actor.system("scan")
    scan_morning(as_of=as_of, by=by)
    if folder := our_folder():
        store_counts(folder=folder, as_of=as_of, by=by)
