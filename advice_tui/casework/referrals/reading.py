"""The referrals of a case, and how often each provider was named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from advice_tui.casework import register as lines_of
from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.induction import require_read
from advice_tui.casework.referrals.views import ANSWERED, TOLD, VOID, WAITS, Counts, Referral, ReferralView
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from advice_tui.policy.parts import find
from advice_tui.roles import Act, allowed
from advice_tui.rules.working_days import london, say_day
from data import queries

REFERRAL = "referral"


@allowed(Act.READ_CASE)
def of_case(desk: Desk, case_id: str) -> tuple[ReferralView, ...]:
    """Give the referrals of a case and of whom the student was told, the newest first."""
    require_read(desk)
    with desk.store.read() as connection:
        open_case_row(desk, connection, case_id)
        names = queries.names(connection)
        lines = lines_of.lines(desk, connection, REFERRAL, case_id=case_id)
    return tuple(_view(desk, line, names) for line in reversed(lines) if line.row.state != VOID)


@allowed(Act.SEE_PROVIDERS)
def counts(desk: Desk) -> dict[str, Counts]:
    """Count, by provider, referrals and students told, over the cases this person may read."""
    referred: Counter[str] = Counter()
    told: Counter[str] = Counter()
    with desk.store.read() as connection:
        for line in lines_of.lines(desk, connection, REFERRAL):
            counted = told if line.row.state == TOLD else referred
            counted[str(line.document.get("provider", ""))] += line.row.state != VOID
    return {one: Counts(referred[one], told[one]) for one in {*referred, *told}}


def _view(desk: Desk, line: OpenedLine, names: Mapping[str, str]) -> ReferralView:
    kept = Referral.from_json(line.document)
    kind = find(desk.policy.referral.kinds, kept.kind)
    return ReferralView(
        line.row.id,
        kept,
        kind.label if kind else kept.kind,
        line.row.at,
        names.get(line.row.by_id, ""),
        line.row.state,
        state_words(desk, line),
        date.fromisoformat(kept.ask_on) if kept.ask_on else None,
        line.row.row_ver,
    )


def state_words(desk: Desk, line: OpenedLine) -> str:
    """Say how a referral stands: "ask from Tue 8 Dec", "outcome known Wed 9 Dec", "told Tue 24 Nov"."""
    kept = Referral.from_json(line.document)
    if line.row.state == WAITS and kept.ask_on:
        day = date.fromisoformat(kept.ask_on)
        return f"ask now: since {_day(desk, day)}" if day <= desk.today else f"ask on {_day(desk, day)}"
    if line.row.state == ANSWERED and kept.outcome_on:
        return f"outcome known {_day(desk, date.fromisoformat(kept.outcome_on))}"
    return f"told {_day(desk, london(line.row.at).date())}"


def _day(desk: Desk, day: date) -> str:
    return say_day(day, year=day.year != desk.today.year)
