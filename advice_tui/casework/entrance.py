"""The entrance: founding a service, signing in, leaving, and the recovery code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from advice_tui.casework import service_days
from advice_tui.casework.home import look
from advice_tui.desk import Almanac, Clock, Desk, Person
from advice_tui.policy import Policy, bundled, load, loads, source_text
from advice_tui.roles import ROLE_ROOMS, ROOMS, Role, before_sign_in
from advice_tui.rules import conflict, names, search_words
from advice_tui.rules.reply import promise_due
from advice_tui.rules.service_calendar import calendar_of
from advice_tui.rules.text import Limit, field, login_name, login_problem, password_form, password_problem
from advice_tui.rules.working_days import london
from data import access, queries
from data.access.founding import policy_message
from data.access.grants import FORGED, GRANTERS, meta
from data.errors import BadInput, IntegrityError
from data.keys.keyring import normal_recovery_code
from data.keys.password import Kdf


def wall_clock() -> datetime:
    """Give the present moment, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Founded:
    """A service was made, or recovered; the code opens it when every manager's password is lost. Shown once."""

    recovery_code: str


def person_problems(login: str, name: str, password: str) -> dict[str, str]:
    """Give everything that is wrong with a new account's fields, by field."""
    _, name_problem = field(name, "Name", Limit.NAME, required=True)
    kept = {access.RECOVERY_LOGIN: "the recovery code", access.GLASS_LOGIN: "the break-glass code"}
    reserved = f"This sign-in name is kept for {kept[login_name(login)]}." if login_name(login) in kept else None
    found = {
        "name": name_problem,
        "login": login_problem(login_name(login)) or reserved,
        "password": password_problem(password, login_name(login), name),
    }
    return {where: sentence for where, sentence in found.items() if sentence}


def newcomer(login: str, name: str, role: Role, password: str) -> access.Newcomer:
    """Check and clean a new account's fields; raises BadInput with all problems at once."""
    problems = person_problems(login, name, password)
    if problems:
        raise BadInput(problems)
    return access.Newcomer(login_name(login), field(name, "Name", Limit.NAME)[0].strip(), role.value, ROLE_ROOMS[role])


@before_sign_in
def warm(home: Path) -> None:
    """Load, while somebody types her name, what every sign-in needs: the policy's text and the bank holidays.

    What it finds out is thrown away; only what was imported and read stays. The policy is a bundled one: a file of the
    union's own is read at the sign-in itself, with all else already there.
    """
    named = look(home).policy
    policy = load(named if named in bundled() else bundled()[0])
    promise_due(policy, calendar_of(policy), policy.channels[0].key, wall_clock())


@before_sign_in
def found(
    home: Path,
    *,
    policy: str | Path,
    region: str | None,
    login: str,
    name: str,
    password: str,
    practice_now: datetime | None = None,
    cost: Kdf | None = None,
    clock: Clock = wall_clock,
) -> Founded:
    """Make a service under a policy (a bundled name or a file) with its first manager.

    ``practice_now`` makes it a practice service whose clock begins there. Raises BadInput for the manager's fields or
    a faulty policy file, AdviceError when there is a service already.
    """
    text = source_text(policy)
    chosen = load(policy)
    calendar_of(chosen, region=region)  # refuses an unknown nation before anything is made
    founding = access.Founding(
        who=newcomer(login, name, Role.MANAGER, password),
        password=password_form(password),
        title=chosen.service,
        practice=practice_now is not None,
        practice_now=practice_now.isoformat() if practice_now else "",
        region=region or chosen.region,
        policy_key=chosen.key,
        policy_text=text,
        policy_from=date.min,
        rooms=ROOMS,
        cost=cost,
    )
    return Founded(access.found(home, founding, at=clock()))


@before_sign_in
def sign_in(home: Path, login: str, password: str, *, clock: Clock | None = None) -> Desk:
    """Open the service for one person, and note it in the audit trail with the wrong passwords before.

    Raises NoService, SignInFailed, Locked, IntegrityError: each with the sentence to show.
    """
    session = access.sign_in(home, login_name(login), password_form(password))
    try:
        return _seat(session, clock)
    except BaseException:
        session.close()
        raise


def _seat(session: access.Session, clock: Clock | None) -> Desk:
    if session.me.login == access.GLASS_LOGIN:
        raise BadInput("The break-glass code reads one case from the list of walls; it is not used to sign in.")
    if session.me.state == "recovery":
        raise BadInput("The recovery code makes a new manager; it is not used to sign in.")
    with session.store.read() as connection:
        practice = meta(connection, "practice") == "1"
        practice_now = meta(connection, "practice_now") if practice else ""
    now: Callable[[], datetime] = clock or (practice_clock(practice_now) if practice_now else wall_clock)
    policy, region = policy_in_force(session, london(now()).date())
    me = session.me
    desk = Desk(
        session=session,
        person=Person(me.id, me.login, me.name, Role(me.role)),
        policy=policy,
        almanac=Almanac(calendar_of(policy, region=region), region),
        clock=now,
        practice=practice,
        title=policy.service,
    )
    service_days.follow(desk)
    with session.store.write(session.signer, "session.sign_in", at=desk.now) as tx:
        if session.wrong_before:
            tx.detail["wrong_passwords_before"] = session.wrong_before
    return desk


def practice_clock(start: str) -> Clock:
    """Give a clock for practice data that begins at ``start`` (ISO, aware) and runs on from there."""
    began, at = wall_clock(), datetime.fromisoformat(start)

    def now() -> datetime:
        return at + (wall_clock() - began)

    return now


def policy_in_force(session: access.Session, day: date) -> tuple[Policy, str]:
    """Give the policy that counts on a date, and the nation chosen with it; raises IntegrityError for a forged one."""
    with session.store.read() as connection:
        rows = queries.policies(connection)
    usable = [row for row in rows if row.effective_from <= day] or rows[:1]
    if not usable:
        raise IntegrityError("The database holds no policy. Run `advice-tui check`.")
    row = usable[-1]
    message = policy_message(row.text, row.region, row.effective_from.isoformat())
    try:
        session.signatures.check(row.by_id, message, row.signature, GRANTERS)
    except IntegrityError as error:
        raise IntegrityError(FORGED) from error
    return loads(row.text, "the adopted policy"), row.region


@before_sign_in
def recover(
    home: Path,
    code: str,
    *,
    login: str,
    name: str,
    password: str,
    cost: Kdf | None = None,
    clock: Clock = wall_clock,
) -> Founded:
    """Make a new manager with the recovery code, and give a new code; the old one opens nothing from then on."""
    who = newcomer(login, name, Role.MANAGER, password)
    fresh = access.recover(home, normal_recovery_code(code), who, password_form(password), ROOMS, cost=cost, at=clock())
    return Founded(fresh)


@before_sign_in
def sign_out(desk: Desk) -> None:
    """Close the store and forget every key and every word; may be called twice."""
    desk.index.close()
    desk.opened.clear()
    desk.glimpsed.clear()
    search_words.forget()
    names.forget()
    conflict.forget()
    desk.session.close()
