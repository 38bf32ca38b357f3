"""The sample of a month: drawn, described, and who of those at the desk may not review which (rules 1 to 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.case_documents import CaseDocument, clients_by_id
from advice_tui.casework.file_review.documents import FILE_REVIEW, VOID, ReviewDocument
from advice_tui.casework.file_review.views import ReviewMonth, SampleFile
from advice_tui.casework.induction import require_read
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import review as rules
from advice_tui.rules.diary.arrivals import months_before
from advice_tui.rules.review import Candidate
from advice_tui.rules.working_days import local_instant, london, say_day
from data import queries
from data.queries import caseload, conduct
from data.queries import review as asked
from data.records import NOTES, find_keys
from data.rows import CaseRow


@allowed(Act.REVIEW_FILE)
def sample(desk: Desk, month: date | None = None) -> ReviewMonth:
    """Give the files drawn for a month, this one unless said, of those that this person may read (rules 1 to 3)."""
    require_read(desk)
    first = (month or desk.today).replace(day=1)
    with desk.store.read() as connection:
        drawn = draw(desk, connection, first)
        files = _files(desk, connection, first, drawn)
    order = sorted(files, key=lambda one: (one.adviser.casefold(), one.number))
    return ReviewMonth(first, tuple(order), rules.months_drawn(desk.policy, first))


def draw(desk: Desk, connection: Connection, first: date) -> tuple[Candidate, ...]:
    """Draw of the files that were open in the month, or in the months that it looks back on."""
    since = months_before(first, max(1, desk.policy.review.every_months))
    begins, ends = _begins(first), _begins((first + timedelta(days=31)).replace(day=1))
    rows = asked.files_before(connection, desk.keys, ends, _begins(since))
    candidates = (Candidate(row.id, row.adviser_id, row.opened_at >= begins) for row in rows)
    return rules.drawn(desk.policy, desk.session.store_id, first, candidates)


def _begins(day: date) -> datetime:
    return local_instant(datetime.combine(day, time())).at


def _files(desk: Desk, connection: Connection, first: date, drawn: Iterable[Candidate]) -> list[SampleFile]:
    """Describe the files drawn, and those reviewed in the month that would not be drawn again (handed over since)."""
    reviews = _reviews(desk, connection, first)
    advisers = {one.case_id: one.adviser_id for one in drawn}
    advisers |= {
        case_id: ReviewDocument.from_json(line.document).adviser_id for case_id, line in reviews.items() if case_id
    }
    cases = caseload.cases_named(connection, desk.keys, advisers)
    keys = find_keys(connection, desk.keys, [case.id for case in cases], NOTES)
    opened = {case.id: CaseDocument.opened(keys[case.id, case.key_ver], case) for case in cases}
    people = clients_by_id(desk, connection, {one.client_id for one in opened.values()})
    wrote = asked.writers(connection, opened)
    names = queries.names(connection)
    found = []
    for case in cases:
        who = people.get(opened[case.id].client_id)
        one = SampleFile(
            case.id,
            case.number,
            advisers[case.id],
            names.get(advisers[case.id], ""),
            who.name if who else "",
            desk.policy.label_of("topics", opened[case.id].topic) if opened[case.id].topic else "",
            case.status,
            refusal(desk, case, advisers[case.id], wrote.get(case.id, set())),
        )
        found.append(_reviewed(one, reviews.get(case.id), names))
    return found


def _reviews(desk: Desk, connection: Connection, first: date) -> dict[str, OpenedLine]:
    """Open the reviews of a month, by case: none was written before the month began."""
    begins = _begins(first)
    rows = [row for row in conduct.lines(connection, desk.keys, kind=FILE_REVIEW) if row.at >= begins]
    lines = [register.open_line(desk, connection, row.id, FILE_REVIEW) for row in rows if row.state != VOID]
    return {line.row.case_id or "": line for line in lines if ReviewDocument.from_json(line.document).month == first}


def refusal(desk: Desk, case: CaseRow, adviser_id: str, wrote: set[str]) -> str:
    """Say why this person may not review a file, or nothing (rule 3)."""
    me = desk.person.id
    own = adviser_id if me == adviser_id else case.adviser_id
    return rules.may_not_review(desk.policy, me, own, wrote)


def _reviewed(one: SampleFile, line: OpenedLine | None, names: Mapping[str, str]) -> SampleFile:
    if line is None:
        return one
    document = ReviewDocument.from_json(line.document)
    return replace(
        one,
        review_id=line.row.id,
        reviewed=f"{names.get(line.row.by_id, '')} {say_day(london(line.row.at).date())}".strip(),
        open_actions=sum(action.done is None for action in document.actions),
        no=sum(answer == rules.NO for answer in document.answers.values()),
    )
