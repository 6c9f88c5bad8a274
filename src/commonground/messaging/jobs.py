from commonground.common.jobs import job

from . import digests, sending


@job("outbox", every_seconds=5, prompt=True)
def outbox() -> None:
    sending.send_waiting()


@job("news-at-once", every_seconds=60)
def news_at_once() -> None:
    digests.tell_at_once()


@job("news-weekly", daily_at="07:00")
def news_weekly() -> None:
    digests.tell_weekly()
