"""Flags of the service itself: complaints whose clock runs, what is to be put right, issues raised, walls."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from advice_tui.casework import complaints, file_review, issues, walls
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules import review
from advice_tui.rules.review import FlagRow
from advice_tui.rules.working_days import local_instant, london, say_day

SOON = timedelta(days=3)
_NOON = time(12)


def running_complaints(desk: Desk) -> list[FlagRow]:
    """Give a flag for each complaint that runs, with its clock and what comes next (I-20, I-48; L-31)."""
    return [
        FlagRow(
            f"complaint:{row.id}:{row.steps_ver}.{row.row_ver}",
            "complaint",
            f"{row.clock}: {row.label.lower()}",
            local_instant(datetime.combine(row.received, _NOON)).at,
            review.AMBER if row.state == review.CALM and row.mine else row.state,
            row.mine,
            number=row.number,
            who=row.who,
            whose=row.whose,
            more=tuple(
                one for one in (f"Next: {row.following}" if row.following else "", f"Goes to: {row.route}") if one
            ),
            screen="complaints",
            subject=row.id,
            case_id=row.case_id,
            client_id=row.client_id,
        )
        for row in complaints.listed(desk)
    ]


def corrective(desk: Desk) -> list[FlagRow]:
    """Give a flag for each thing that a file review wants put right: red when its day is over (L-11)."""
    found = []
    for row in file_review.to_put_right(desk):
        late, near = row.due < desk.today, row.due <= desk.today + SOON
        found.append(
            FlagRow(
                f"corrective:{row.id}",
                "corrective",
                f"{'was due' if late else 'due'} {say_day(row.due)}",
                row.since,
                review.RED if late else review.AMBER if near else review.CALM,
                row.mine,
                row.number,
                whose=row.owner,
                about=row.what,
                screen="file_review",
                subject=f"corrective:{row.review_id}:{row.id}",
                case_id=row.case_id,
            )
        )
    return found


def raised_issues(desk: Desk) -> list[FlagRow]:
    """Give a flag for each issue that somebody has yet to check or to answer (L-14; scenario 24)."""
    found = []
    for one in issues.listed(desk):
        if one.state == issues.DONE:
            continue
        mine = one.may_pass_on or one.may_answer
        state = review.AMBER if mine and one.state != issues.SEEN else review.CALM
        words = f"{one.topic}, {one.cases} cases: {one.state_words}" if one.topic else one.state_words
        found.append(
            FlagRow(
                f"issue:{one.id}:{one.state}",
                "issue",
                words,
                one.at,
                state,
                mine and one.state != issues.SEEN,
                whose=one.by,
                about=one.issue,
                screen="issues",
                subject=one.id,
            )
        )
    return found


def standing_walls(desk: Desk) -> list[FlagRow]:
    """Give a flag for each wall that this person is inside of (L-43): so that none stands longer than it must."""
    return [
        FlagRow(
            f"wall:{one.id}:{len(one.to_let_in)}",
            "wall",
            f"stands since {say_day(london(one.since).date())}",
            one.since,
            review.AMBER if one.may_change and (one.to_renew or one.to_let_in) else review.CALM,
            one.may_change and (one.to_renew or bool(one.to_let_in)),
            number=one.number,
            who=one.client,
            whose=one.owner,
            about=one.reason,
            screen="walls",
            subject=one.case_id,
            case_id=one.case_id,
        )
        for one in walls.standing(desk)
    ]


def sees_service(desk: Desk) -> bool:
    """Whether this person handles what belongs to the service: the manager does, the director does not."""
    return may(desk.role, Act.RESOLVE_FLAG)
