"""``advice-tui demo``: practice data, plainly marked as practice."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from advice_tui.roles import Role
from data.errors import AdviceError, UsageError


def demo(
    context: typer.Context,
    role: Annotated[str, typer.Option(help=f"Whose desk to open: {', '.join(Role)}.")] = "adviser",
    seed: Annotated[int, typer.Option(help="Another number, other people.")] = 1,
    on: Annotated[str, typer.Option("--date", help="The day on which practice begins: YYYY-MM-DD.")] = "",
    cases: Annotated[int, typer.Option(help="How many cases.")] = 24,
    policy: Annotated[str, typer.Option(help="A bundled policy's name, or a policy file.")] = "",
    home: Annotated[Path | None, typer.Option(help="Keep the data here; otherwise it goes when you leave.")] = None,
    *,
    no_open: Annotated[bool, typer.Option("--no-open", help="Build it, print its accounts as JSON.")] = False,
) -> None:
    """Open practice data at the desk of a role."""
    day = _day(on)
    if role not in {known.value for known in Role}:
        raise UsageError(f"--role: one of {', '.join(Role)}.")
    keep: Path | None = home or context.obj
    if no_open and keep is None:
        raise UsageError("--no-open needs --home, for data without a home goes at once.")
    from advice_tui.casework import practice  # noqa: PLC0415 - the store, only for who needs it
    from advice_tui.casework.home import look  # noqa: PLC0415 - the same
    from advice_tui.cli import open_program  # noqa: PLC0415 - its own package, not loaded twice

    folder = keep or Path(tempfile.mkdtemp(prefix="advice-tui-practice-"))
    try:
        entrance = look(folder)
        if entrance.exists and not entrance.practice:
            raise AdviceError(f"{folder} holds a real service. Practice data goes elsewhere.")
        if entrance.exists and (no_open or on):
            raise AdviceError(f"There is practice data in {folder} already. Choose another folder, or open it.")
        if not entrance.exists:
            made = practice.build(folder, seed=seed, on=day, cases_wanted=cases, policy=policy)
            if no_open:
                typer.echo(made.to_json())
                return
        enter_as = next((row[::2] for row in look(folder).accounts if row[1] == role), None)
        raise typer.Exit(open_program(folder, enter_as=enter_as))
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError("--date: a date such as 2026-11-24.") from error
