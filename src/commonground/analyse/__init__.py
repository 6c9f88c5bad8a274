"""`commonground analyse`: the analysis on CSV files, without Django or a data folder."""
