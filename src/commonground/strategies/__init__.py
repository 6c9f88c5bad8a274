"""The library of what works, what does not, and what nobody tested."""
