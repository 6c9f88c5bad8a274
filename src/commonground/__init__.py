"""Commonground: software for neighbourhood policing."""

__version__ = "0.1.0"
