"""What waits for a decision when practice begins: providers, a consent, procedures at three points, a complaint."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from advice_tui.casework import cases, complaints, consents, issues, policies, procedures, providers
from advice_tui.casework.complaints import ComplaintForm
from advice_tui.casework.consents import ConsentForm
from advice_tui.casework.issues import IssueForm
from advice_tui.casework.procedures import StepForm
from advice_tui.casework.providers import ProviderForm
from advice_tui.desk import Desk
from data import queries

FEWEST_CASES = 20
"""With fewer cases than this there is nothing to decide yet."""
PROVIDERS = (
    ("Riverside Law Centre", "Housing, debt and immigration law", "020 7946 0131 · help@riverside.example.org"),
    ("Northbank Housing Advice", "Deposits, repairs, leaving a tenancy", "020 7946 0132 · mornings"),
    ("City Debt Line", "Debt, budgeting, bailiffs", "020 7946 0133 · every day"),
    ("Campus Counselling", "Somebody to talk to, also today", "020 7946 0134 · counselling@campus.example.org"),
)
BLANK = "withdrawal.written_consent_by"


class Clock(Protocol):
    """A clock that is set by hand."""

    now: datetime


def fill_blank(manager: Desk) -> None:
    """Say who gives written consent to a withdrawal where the policy leaves it open: practice must not stop there."""
    if manager.policy.needs("withdrawal"):
        policies.fill(manager, BLANK, "Head of Student Services (practice)")


def fill(desks: list[Desk], hands: Clock, begin: datetime) -> None:
    """Let the staff begin what the manager finds in the morning; ``desks`` are hers, two advisers', reception's."""
    _, priya, tom, dana = desks
    hands.now = begin - timedelta(days=5)
    for (name, helps, contact), kind in zip(PROVIDERS, priya.policy.referral.kinds, strict=False):
        providers.add(priya, ProviderForm(name, kind.key, helps, contact))
    mine = [_open_cases(one) for one in (priya, tom)]
    hands.now = begin - timedelta(days=1, hours=1)
    how = priya.policy.consent.given_how[0].key
    consents.give(
        priya,
        mine[0][0],
        ConsentForm("Registry", "To ask about the deadline and send her evidence", ("contact",), how, "today"),
    )
    _restriction(priya, mine[0][1])
    hands.now = begin - timedelta(hours=2)
    _breach(tom, mine[1][0])
    _concern(dana, tom, mine[1][1])
    hands.now = begin - timedelta(minutes=90)
    words = "I asked twice who has seen my file and nobody answered."
    complaints.log(dana, ComplaintForm("data_protection", words, "today", "Rowan Achebe", "By e-mail"))
    topic = priya.policy.topics[0].key
    issues.raise_issue(priya, IssueForm("Exam timetables reach students a week before the exams.", topic, "14"))
    hands.now = begin


def _open_cases(desk: Desk) -> list[str]:
    """Give the open cases of an adviser, oldest first."""
    with desk.store.read() as connection:
        return [row.id for row in queries.open_cases_of(connection, desk.keys, desk.person.id)]


def _restriction(desk: Desk, case_id: str) -> None:
    """Propose a restriction: it waits for the manager."""
    values = {
        "reason": "limits_others",
        "terms": "email_only;one_contact_a_week",
        "words": "Write to us once a week; we answer everything in it together.",
        "review": "+4w",
    }
    procedures.start(desk, "restriction", StepForm("propose", values), case_id=case_id)


def _breach(desk: Desk, case_id: str) -> None:
    """Raise a breach of confidentiality: it waits for whoever decides."""
    steps = {one.key: one for one in desk.policy.procedures.breach.steps}
    words = {
        "reason": "safeguarding",
        "issues": "A younger brother at home is hit by his father. She does not want to be named.",
        "why": "The child cannot speak for himself.",
        "aim": "That somebody who may protects the child today.",
    }
    begun = procedures.start(desk, "breach", StepForm("raise", words), case_id=case_id).procedure_id
    if "discuss" in steps:
        view = procedures.open_procedure(desk, begun)
        procedures.record(desk, begun, view.row_ver, StepForm("discuss", words))


def _concern(dana: Desk, adviser: Desk, case_id: str) -> None:
    """Raise a concern: from reception where the policy lets her, else from the adviser."""
    first = dana.policy.procedures.withdrawal.steps[0]
    grounds = [one.key for one in dana.policy.withdrawal.grounds]
    ground = next((one for one in grounds if one in {"violence", "aggression"}), grounds[0])
    form = StepForm(first.key, {"ground": ground, "facts": "He shouted at the counter and would not leave."})
    if "receptionist" in first.by:
        client = cases.open_case(adviser, case_id).client.id
        procedures.start(dana, "withdrawal", form, client_id=client)
    else:
        procedures.start(adviser, "withdrawal", form, case_id=case_id)
