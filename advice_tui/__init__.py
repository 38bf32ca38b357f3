"""Advice TUI: the case-management desk of a students' union advice service, in the terminal."""

__version__ = "0.1.0"
