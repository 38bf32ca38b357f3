"""``ics``: an adviser's appointments as a calendar file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advice_tui.cli import printing
from advice_tui.cli.asking import Asker
from advice_tui.cli.service import As, FromInput, Home, Json, NoInput, Yes, signed_in
from data.errors import BadInput


def ics(
    context: typer.Context,
    adviser: Annotated[str, typer.Option("--adviser", metavar="USERNAME", help="Whose appointments.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write; only you can read it.")],
    login: As = "",
    home: Home = None,
    *,
    with_names: Annotated[bool, typer.Option("--with-names", help="With the students' names.")] = False,
    yes: Yes = False,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """Write an adviser's appointments from today on to a calendar file, without names unless asked for."""
    from advice_tui.casework import confirming, outside  # noqa: PLC0415 - the store, only for who needs it

    printing.ready()
    with signed_in(context, home, login, Asker(password_stdin, no_input)) as desk:
        try:
            done = confirming.export_adviser(desk, adviser, str(out), with_names=with_names, replace=yes)
        except BadInput as error:
            if outside.THERE in error.problems:
                raise BadInput(f"{error.problems[outside.THERE]} --yes writes over it. Nothing was written.") from error
            raise
    if as_json:
        printing.as_json({"file": done.path, "appointments": done.count, "names": done.names})
        return
    printing.line(done.sentence)
