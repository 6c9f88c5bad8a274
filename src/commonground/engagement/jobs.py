from commonground.common.jobs import job


@job("coverage", daily_at="04:00", apart=True)
def add_up_the_weeks() -> None:
    from .coverage.adding_up import bring_up_to_date

    bring_up_to_date()


@job("bookings", every_seconds=120)
def look_after_bookings() -> None:
    from .bookings.keeping_up import look_after

    look_after()


@job("booking-reminders", daily_at="08:00")
def remind_of_bookings() -> None:
    from .bookings.keeping_up import ask_how_it_was, remind

    remind()
    ask_how_it_was()


@job("after-contact", daily_at="10:00")
def ask_how_we_did() -> None:
    from .after_contact import ask_how_we_did

    ask_how_we_did()
