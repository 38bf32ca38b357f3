"""All commands but opening the program, put together with typer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from advice_tui import __version__
from advice_tui.cli import demo, due, ics, mail_import, plain, policy, service
from data.errors import UsageError

app = typer.Typer(
    name="advice-tui",
    help="The case-management desk of a students' union advice service, in the terminal.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(value: bool) -> None:  # noqa: FBT001 - typer's callback
    if value:
        typer.echo(f"advice-tui {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def opening(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="The folder of the service's files.")] = None,
    *,
    version: Annotated[  # noqa: ARG001 - its callback does it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Open the program, or run one of the commands."""
    context.obj = home
    if context.invoked_subcommand is None:
        from advice_tui.cli import open_program  # noqa: PLC0415 - the screens, only when they are opened

        code = open_program(home)
        raise typer.Exit(code)


app.command("due")(due.due)
policy.policy_app.command("adopt")(service.adopt)
app.add_typer(policy.policy_app, name="policy")
app.command("demo")(demo.demo)
app.command("init")(service.init)
app.command("recover")(service.recover)
app.command("check")(service.check)
app.add_typer(service.staff_app, name="staff")
app.add_typer(mail_import.import_app, name="import")
app.command("ics")(ics.ics)
app.command("today")(plain.today)
app.add_typer(plain.case_app, name="case")


_USAGE: type[Exception] = typer.BadParameter.__bases__[0]
"""typer's own error for wrong usage, which it gives no public name."""


def call(arguments: list[str]) -> int:
    """Run a command; give its exit code. Wrong usage is 2, with the sentence on standard error."""
    command: Any = typer.main.get_command(app)
    try:
        result = command.main(args=arguments, prog_name="advice-tui", standalone_mode=False)
    except typer.Abort:
        return 130
    except typer.Exit as end:
        return end.exit_code
    except _USAGE as error:
        raise UsageError(f"{_words(error)} See `advice-tui --help`.") from error
    sys.stdout.flush()
    return result if isinstance(result, int) else 0


def _words(error: Any) -> str:
    return str(error.format_message())
