"""What commands print: text of people as lines that hold nothing a terminal would obey, whatever it can display."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import typer


def ready() -> None:
    """Have signs that standard output cannot write come out as their codes, so that no name ends a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def line(text: str) -> None:
    """Print one line; control and direction signs in it are made visible."""
    from advice_tui.rules.text import visible  # noqa: PLC0415 - only for who prints people's text

    typer.echo(visible(text))


def row(*texts: str) -> None:
    """Print texts as the columns of one line, parted by tabs, which none of them holds."""
    from advice_tui.rules.text import visible  # noqa: PLC0415 - only for who prints people's text

    typer.echo("\t".join(visible(text) for text in texts))


def block(text: str, before: str = "  ") -> None:
    """Print a text line by line, each behind the same beginning, so that no line of it passes for one of ours."""
    for part in text.split("\n"):
        line(f"{before}{part}".rstrip())


def as_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False))
