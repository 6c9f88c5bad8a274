from commonground.common.jobs import job


def work_out_closed() -> int:
    from .trust import storing  # loads SciPy, which the worker itself does without

    return storing.work_out_closed()


job("trust-figures", daily_at="04:20", apart=True)(work_out_closed)
