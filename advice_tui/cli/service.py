"""``advice-tui init``, ``staff``, ``recover``, ``check``: a service's accounts and its soundness, without screens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advice_tui.cli.asking import Asker
from advice_tui.roles import Role
from data.errors import BadInput, IntegrityError, NoService, UsageError

if TYPE_CHECKING:
    from advice_tui.desk import Desk

Home = Annotated[Path | None, typer.Option("--home", help="The folder of the service's files.")]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read passwords from standard input, one a line.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask; fail instead.")]
As = Annotated[str, typer.Option("--as", "--login", help="Your own sign-in name.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
RoleName = Annotated[str, typer.Option("--role", help=", ".join(Role))]

staff_app = typer.Typer(help="Accounts of staff.", no_args_is_help=False, rich_markup_mode=None)


def _home(context: typer.Context, given: Path | None) -> Path:
    from advice_tui.casework.home import default_home  # noqa: PLC0415 - kept beside its like

    chosen: Path = given or context.obj or default_home()
    return chosen


def _standing(context: typer.Context, given: Path | None) -> Path:
    """Give the home of a service that is there; raises NoService before anything is asked."""
    from advice_tui.casework.home import look  # noqa: PLC0415 - kept beside its like

    where = _home(context, given)
    if not look(where).exists:
        raise NoService(f"There is no service in {where} yet. Make one with `advice-tui init`, or open the program.")
    return where


def _role(text: str) -> Role:
    try:
        return Role(text.strip().casefold())
    except ValueError as error:
        raise UsageError(f"--role: one of {', '.join(Role)}.") from error


def init(
    context: typer.Context,
    policy: Annotated[str, typer.Option(help="A bundled policy's name, or a policy file.")],
    manager: Annotated[str, typer.Option(help="The first manager's sign-in name.")],
    name: Annotated[str, typer.Option(help="The first manager's full name.")] = "",
    region: Annotated[str, typer.Option(help="ENG, WLS, SCT or NIR, instead of the policy's.")] = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """Create the service with its first manager; prints the recovery code, once."""
    from advice_tui.casework import entrance  # noqa: PLC0415 - the store, only for who needs it

    where = _home(context, home)
    password = Asker(password_stdin, no_input).secret("Password of the first manager", twice=True)
    founded = entrance.found(
        where, policy=policy, region=region.upper() or None, login=manager, name=name or manager, password=password
    )
    if as_json:
        typer.echo(json.dumps({"home": str(where), "recovery_code": founded.recovery_code}))
        return
    typer.echo(f"The service is made in {where}.")
    typer.echo(f"Recovery code: {founded.recovery_code}")
    typer.echo("Write it on paper now and keep it sealed. It is shown this once and kept nowhere.", err=True)


def recover(
    context: typer.Context,
    manager: Annotated[str, typer.Option(help="The new manager's sign-in name.")],
    name: Annotated[str, typer.Option(help="The new manager's full name.")] = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """Make a new manager with the recovery code (first line of standard input) and print the new code."""
    from advice_tui.casework import entrance  # noqa: PLC0415 - the store, only for who needs it

    where = _standing(context, home)
    asker = Asker(password_stdin, no_input)
    code = asker.secret("Recovery code")
    password = asker.secret("Password of the new manager", twice=True)
    fresh = entrance.recover(where, code, login=manager, name=name or manager, password=password)
    if as_json:
        typer.echo(json.dumps({"recovery_code": fresh.recovery_code}))
        return
    typer.echo(f"Recovery code: {fresh.recovery_code}")
    typer.echo("The old code opens nothing any more. Write this one on paper and keep it sealed.", err=True)


def check(
    context: typer.Context,
    login: As = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """Check every page of the database, its structure, the audit trail and the key file. Opens no record."""
    from advice_tui.casework import upkeep  # noqa: PLC0415 - the store, only for who needs it

    with signed_in(context, home, login, Asker(password_stdin, no_input)) as desk:
        report = upkeep.check(desk)
    if as_json:
        typer.echo(json.dumps({"sound": not report.problems, "problems": report.problems, "audit_lines": report.lines}))
    else:
        typer.echo(f"{report.lines} audit lines, {report.pages} database pages with faults.")
    if report.problems:
        raise IntegrityError("\n".join(report.problems))


def adopt(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The policy file.")],
    start: Annotated[str, typer.Option("--from", help="The day from which it counts: YYYY-MM-DD.")],
    login: As = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
) -> None:
    """Adopt a new version of the policy. Promises keep the version under which they were made."""
    from advice_tui.casework import policies  # noqa: PLC0415 - the store, only for who needs it
    from advice_tui.policy import source_text  # noqa: PLC0415 - the same

    try:
        day = date.fromisoformat(start)
    except ValueError as error:
        raise UsageError("--from: a date such as 2027-01-04.") from error
    text = source_text(file)
    with signed_in(context, home, login, Asker(password_stdin, no_input)) as desk:
        typer.echo(policies.adopt(desk, text, day))


@contextmanager
def signed_in(context: typer.Context, home: Path | None, login: str, asker: Asker) -> Iterator[Desk]:
    """Sign in for one command: asks for the password, and signs out whatever happens."""
    from advice_tui.casework import entrance  # noqa: PLC0415 - the store, only for who needs it

    where = _standing(context, home)
    who = login or asker.text("Your sign-in name")
    desk = entrance.sign_in(where, who, asker.secret("Your password"))
    try:
        yield desk
    finally:
        entrance.sign_out(desk)


@staff_app.command("list")
def list_staff(
    context: typer.Context,
    login: As = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """List all accounts."""
    from advice_tui.casework import staff  # noqa: PLC0415 - the store, only for who needs it

    with signed_in(context, home, login, Asker(password_stdin, no_input)) as desk:
        rows = staff.everyone(desk)
    if as_json:
        keys = ("login", "name", "role", "state", "policies_read", "policies_due")
        typer.echo(json.dumps([{key: getattr(row, key) for key in keys} for row in rows], ensure_ascii=False))
        return
    for row in rows:
        typer.echo(
            f"{row.login}\t{row.name}\t{row.role}\t{row.state}\t{row.policies_read}/{row.policies_due} policies read"
        )


@staff_app.command("add")
def add_staff(
    context: typer.Context,
    username: str,
    role: RoleName,
    name: Annotated[str, typer.Option(help="Full name.")],
    login: As = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
) -> None:
    """Make an account. Asked for: your password, then the new person's, which she types herself."""
    from advice_tui.casework import staff  # noqa: PLC0415 - the store, only for who needs it

    wanted = _role(role)
    asker = Asker(password_stdin, no_input)
    with signed_in(context, home, login, asker) as desk:
        password = asker.secret(f"Password for {username}", twice=True)
        typer.echo(staff.add(desk, login=username, name=name, role=wanted, password=password))


@staff_app.command("reset")
def reset_staff(
    context: typer.Context,
    username: str,
    login: As = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
) -> None:
    """Give a colleague new keys and a new password, which she types herself."""
    from advice_tui.casework import staff  # noqa: PLC0415 - the store, only for who needs it

    asker = Asker(password_stdin, no_input)
    with signed_in(context, home, login, asker) as desk:
        typer.echo(staff.reset(desk, username, asker.secret(f"New password for {username}", twice=True)))


@staff_app.command("role")
def change_role(
    context: typer.Context,
    username: str,
    role: RoleName,
    login: As = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
) -> None:
    """Give a colleague another role."""
    from advice_tui.casework import staff  # noqa: PLC0415 - the store, only for who needs it

    wanted = _role(role)
    with signed_in(context, home, login, Asker(password_stdin, no_input)) as desk:
        typer.echo(staff.change_role(desk, username, wanted))


@staff_app.command("unlock")
def unlock_staff(
    context: typer.Context,
    username: str,
    login: As = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
) -> None:
    """Let a colleague try again at once after too many wrong passwords."""
    from advice_tui.casework import staff  # noqa: PLC0415 - the store, only for who needs it

    with signed_in(context, home, login, Asker(password_stdin, no_input)) as desk:
        typer.echo(staff.unlock(desk, username))


@staff_app.command("password")
def own_password(
    context: typer.Context,
    login: As = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
) -> None:
    """Change your own password. Asked for: the present one, then the new one."""
    from advice_tui.casework import entrance, staff  # noqa: PLC0415 - the store, only for who needs it

    asker = Asker(password_stdin, no_input)
    where = _standing(context, home)
    who = login or asker.text("Your sign-in name")
    old = asker.secret("Your present password")
    desk = entrance.sign_in(where, who, old)
    try:
        typer.echo(staff.change_password(desk, old, asker.secret("Your new password", twice=True)))
    finally:
        entrance.sign_out(desk)


@staff_app.command("disable")
def disable_staff(
    context: typer.Context,
    username: str,
    login: As = "",
    home: Home = None,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
) -> None:
    """Shut a leaver out for good: keys renewed, open cases listed for reassignment."""
    from advice_tui.casework import staff  # noqa: PLC0415 - the store, only for who needs it

    asker = Asker(password_stdin, no_input)
    with signed_in(context, home, login, asker) as desk:
        found = next((row for row in staff.everyone(desk) if row.login == username.casefold()), None)
        if found is None or found.state != "active":
            raise BadInput(f"There is no account '{username}' that is in use.")
        if dry_run:
            typer.echo(f"Would remove {found.name} ({found.role}) and renew all keys. Nothing was changed.")
            return
        if not yes:
            answer = asker.text(f"Remove {found.name} for good? Type the sign-in name '{found.login}' to do it")
            if answer.strip() != found.login:
                raise UsageError("Nothing was changed.")
        left = staff.disable(desk, username)
    typer.echo(f"{left.name} is out; all keys were renewed. Everybody else signs in again.")
    for case in left.cases:
        typer.echo(f"{case.number}\t{case.client}\tneeds another adviser")
