"""Presence that nobody had to call for: the balance with calls, its fairness, what is owed."""
