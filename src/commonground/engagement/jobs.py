from commonground.common.jobs import job


@job("coverage", daily_at="04:00", apart=True)
def add_up_the_weeks() -> None:
    from .coverage.adding_up import bring_up_to_date

    bring_up_to_date()
