"""Policies: the one in force, what is blank in it, those before it, who has read them, and adopting a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from advice_tui.casework import disk
from advice_tui.casework.induction import must_read
from advice_tui.desk import Desk
from advice_tui.policy import loads, source_text
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules import policy_blank
from advice_tui.rules.policy_blank import Blank
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import say_day
from data import queries
from data.access.founding import adopt_policy
from data.access.grants import accounts
from data.errors import BadInput
from data.rows import PolicyRow


@dataclass(frozen=True)
class PolicyVersion:
    """One adopted version; ``in_force`` marks the one that counts today."""

    title: str
    version: str
    effective_from: date
    adopted_at: datetime
    adopted_by: str
    in_force: bool


@dataclass(frozen=True)
class LawChecked:
    """A law that the policy is checked against, and when it last was (L-28)."""

    title: str
    checked: date | None


@dataclass(frozen=True)
class PolicyInForce:
    """The policy that counts today, what is blank in it, and what comes after it (L-40, L-44).

    ``at_this_desk`` is False when another version was adopted since this person signed in: hers holds until then.
    """

    title: str
    version: str
    effective_from: date
    publish_url: str
    blanks: tuple[Blank, ...]
    laws: tuple[LawChecked, ...]
    coming: tuple[tuple[str, date], ...]
    at_this_desk: bool


@dataclass(frozen=True)
class Reader:
    """Somebody who has to read a policy: whether she has marked its present version as read."""

    name: str
    role: str
    read: bool


@dataclass(frozen=True)
class PolicyReaders:
    """A policy that staff must read: its version, when it was updated, and who has read it (L-11, L-29, L-40)."""

    title: str
    version: str
    updated: str
    readers: tuple[Reader, ...]

    @property
    def read(self) -> int:
        """How many have read it."""
        return sum(one.read for one in self.readers)


@allowed(Act.ADOPT_POLICY)
def in_force(desk: Desk) -> PolicyInForce:
    """Give the policy that counts today: version, date, what is blank and what that stops, the laws it follows."""
    with desk.store.read() as connection:
        rows = queries.policies(connection)
    row = _counting(rows, desk.today)
    policy = loads(row.text, "the adopted policy")
    later = [one for one in rows if one.effective_from > desk.today]
    return PolicyInForce(
        policy.title,
        policy.version,
        row.effective_from,
        policy.publish_url or "",
        policy_blank.blanks(policy),
        tuple(LawChecked(law.title, law.checked) for law in policy.laws),
        tuple((loads(one.text, "the adopted policy").version, one.effective_from) for one in later),
        {one.path for one in policy_blank.blanks(desk.policy)} == {one.path for one in policy_blank.blanks(policy)}
        and desk.policy.version == policy.version,
    )


def _counting(rows: list[PolicyRow], today: date) -> PolicyRow:
    """Give the version that counts on a day: the last to have taken effect; the first one before that."""
    return next((row for row in reversed(rows) if row.effective_from <= today), rows[0])


@allowed(Act.ADOPT_POLICY)
def fill(desk: Desk, path: str, typed: str) -> str:
    """Fill in a blank setting of the policy in force: a new version of its text, effective today (reading 1; I-47).

    Nothing but this setting changes. Raises BadInput under "value" with what is wrong.
    """
    value = policy_blank.value_of(path, typed)
    why = f"Filled in by {desk.person.name} on {say_day(desk.today, year=True)}."
    with desk.store.write(desk.signer, Act.ADOPT_POLICY.value, desk.policy.key, at=desk.now) as tx:
        rows = queries.policies(tx.connection)
        row = _counting(rows, desk.today)
        text = policy_blank.filled(row.text, path, value, why)
        adopt_policy(tx, text, row.region, desk.today, desk.signer.private)
        version = loads(text, "the policy file").version
        tx.detail.update(version=version, effective_from=desk.today.isoformat(), setting=path)
    sentence = f"{policy_blank.label_of(path)}: filled in. It holds at the next sign-in."
    if any(row.effective_from > desk.today for row in rows):
        sentence += " The version that counts later does not have it yet."
    return sentence


@allowed(Act.ADOPT_POLICY)
def adopt_file(desk: Desk, typed_path: str, typed_day: str) -> str:
    """Adopt a policy file of this computer from a day on, today when none is typed.

    Raises BadInput under "path" with every fault of the file, or under "effective_from" with what is wrong.
    """
    problems: dict[str, str] = {}
    found = read_when(typed_day if typed_day.strip() else "today", desk.now)
    if isinstance(found, Unread):
        problems["effective_from"] = found.sentence
    files = disk.named(typed_path)
    if len(files) != 1 or files[0].problem:
        problems["path"] = disk.problem_with(files) or "Name one policy file."
    if problems or isinstance(found, Unread):
        raise BadInput(problems)
    try:
        return adopt(desk, source_text(files[0].path), found.day)
    except BadInput as error:
        raise BadInput({("path" if name in {"", "text"} else name): words for name, words in _named(error)}) from error


def _named(error: BadInput) -> list[tuple[str, str]]:
    return list(error.problems.items()) or [("", error.sentence)]


@allowed(Act.SEE_STAFF)
def readers(desk: Desk) -> tuple[PolicyReaders, ...]:
    """Give, for each policy that staff must read, who has and who has not read its present version (scenario 60)."""
    with desk.store.read() as connection:
        read = queries.acknowledgements(connection)
        people = _people(connection)
    return tuple(
        PolicyReaders(
            item.title,
            item.version,
            item.updated or "",
            tuple(
                Reader(name, role.value, (item.key, item.version) in read.get(id_, set()))
                for id_, name, role in people
                if item in must_read(desk, role)
            ),
        )
        for item in desk.policy.acknowledgements
    )


def _people(connection: Connection) -> list[tuple[str, str, Role]]:
    used = (row for row in accounts(connection) if row.state == "active")
    return sorted(((row.id, row.name, Role(row.role)) for row in used), key=lambda one: one[1].casefold())


@allowed(Act.SIGN_OUT)
def history(desk: Desk) -> tuple[PolicyVersion, ...]:
    """Give every version ever adopted, the last to take effect first."""
    with desk.store.read() as connection:
        rows = queries.policies(connection)
        names = queries.names(connection)
    counting = [row for row in rows if row.effective_from <= desk.today][-1:]
    versions = []
    for row in reversed(rows):
        policy = loads(row.text, "the adopted policy")
        by = names.get(row.by_id, "")
        versions.append(
            PolicyVersion(policy.title, policy.version, row.effective_from, row.adopted_at, by, row in counting)
        )
    return tuple(versions)


@allowed(Act.ADOPT_POLICY)
def adopt(desk: Desk, text: str, effective_from: date) -> str:
    """Adopt a policy file from a date on, today or later; raises BadInput with every fault of the file.

    Promises keep the version under which they were made. Everybody reads what is new when she signs in next.
    """
    policy = loads(text, "the policy file")
    if effective_from < desk.today:
        raise BadInput({"effective_from": "A policy counts from today or later, never from the past."})
    if policy.key != desk.policy.key:
        sentence = f"This is the policy '{policy.key}'; this service works under '{desk.policy.key}'."
        raise BadInput({"text": f"{sentence} Make another service for it."})
    with desk.store.read() as connection:
        region = queries.policies(connection)[-1].region
    with desk.store.write(desk.signer, Act.ADOPT_POLICY.value, policy.key, at=desk.now) as tx:
        adopt_policy(tx, text, region, effective_from, desk.signer.private)
        tx.detail.update(version=policy.version, effective_from=effective_from.isoformat())
    return f"Version {policy.version} counts from {say_day(effective_from, year=True)}. It holds at the next sign-in."
