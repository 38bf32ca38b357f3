"""The details of a case beside its timeline, changed in one act; the timeline says what they were (I-16, I-21; L-17).

1. Topic, title, group of eligibility, adjustments, other people, other agencies.
2. That the student was told that a record is kept is stored with the words that were shown, once; it is never unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from advice_tui.casework import conflict_checks, entries, search
from advice_tui.casework.case_documents import CaseDocument, EntryDocument, open_case_row
from advice_tui.casework.cases import life
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.policy.parts import Choice, find
from advice_tui.roles import Act, allowed
from advice_tui.rules.case_details import SIDES, Agency, Party, RecordNotice
from advice_tui.rules.text import Limit, clean, field
from data.errors import BadInput
from data.models import Case
from data.store import Tx

NONE = "none"
NOTHING = "Nothing was changed."


@dataclass(frozen=True)
class DetailsForm:
    """The details as the form holds them; ``topic`` and ``eligibility`` are keys of the policy's lists, or empty."""

    topic: str
    about: str
    eligibility: str = ""
    adjustments: str = ""
    parties: tuple[Party, ...] = ()
    agencies: tuple[Agency, ...] = ()
    told_record: bool = False


@dataclass(frozen=True)
class DetailsView:
    """The details as they are now, and the case's row version, which is given back with a change."""

    number: str
    row_ver: int
    form: DetailsForm


@allowed(Act.READ_CASE)
def details_of(desk: Desk, case_id: str) -> DetailsView:
    """Give a case's details as a form is filled with them. The reading of the case was audited when it was opened."""
    require_read(desk)
    with desk.store.read() as connection:
        row, _, document = open_case_row(desk, connection, case_id)
    return DetailsView(row.number, row.row_ver, _form_of(document))


@allowed(Act.CHANGE_CASE)
def change_details(desk: Desk, case_id: str, row_ver: int, form: DetailsForm) -> Written:
    """Change a case's details as they were seen (``row_ver``); an entry says what was changed, old and new.

    When the other people changed it is looked again whether they stand on the other side of a case (I-37; L-43).
    Raises BadInput with everything that is wrong, ChangedMeanwhile when another terminal was first.
    """
    require_read(desk)
    form = _checked(desk, form)
    with desk.store.write(desk.signer, Act.CHANGE_CASE.value, case_id, at=desk.now) as tx:
        case = life.opened(desk, tx, case_id, row_ver)
        changed = _changed(desk, case.document, form)
        lines = list(_differences(desk, _form_of(case.document), form))
        if not lines:
            raise BadInput(NOTHING)
        tx.change(Case, {"id": case_id}, row_ver, sealed=changed.sealed(case.key, case_id, case.row.key_ver))
        entry = EntryDocument("case_changed", "Details changed", "\n".join(lines))
        entry_id = entries.put(desk, tx, case.place, entry)
        tx.detail.update(entry=entry_id, fields=len(lines))
        conflict = (
            form.parties != case.details.parties and conflict_checks.check_in(desk, tx, case_id, "party")[0].stops
        )
    search.put_case(desk, case_id)
    data = {"row_ver": row_ver + 1, "before": case.document}
    token = UndoToken("details", f"the change of details on case {case.row.number}", case_id, entry_id, data=data)
    said = f"Details of case {case.row.number} changed. {_short(lines)}"
    return Written(f"{said} {conflict_checks.CONFLICT} (K)." if conflict else said, stopped=False, undo=token)


@undoes("details")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Bring the details back as they were."""
    case = life.opened(desk, tx, token.case_id, token.data["row_ver"])
    strike(desk, tx, token.case_id, token.entry_id)
    before: CaseDocument = token.data["before"]
    sealed = before.sealed(case.key, token.case_id, case.row.key_ver)
    tx.change(Case, {"id": token.case_id}, case.row.row_ver, sealed=sealed)
    if before.details.parties != case.details.parties:
        conflict_checks.check_in(desk, tx, token.case_id, "party")


# Parts --------------------------------------------------------------------------------------------------------------


def _checked(desk: Desk, form: DetailsForm) -> DetailsForm:
    """Give the form with its texts cleaned; raises BadInput with everything that is wrong."""
    about, about_problem = field(form.about, "About", Limit.SUBJECT, required=True)
    form = replace(form, about=about.strip(), adjustments=clean(form.adjustments).strip())
    found: dict[str, str | None] = dict(_details(CaseDocument("", "", ""), form).details.problems())
    found["about"] = about_problem
    found["topic"] = _not_listed(desk.policy.topics, form.topic, "Choose a topic of the list, or none.")
    found["eligibility"] = _not_listed(_groups(desk), form.eligibility, "Choose who is asking from the list.")
    wrong = {name: sentence for name, sentence in found.items() if sentence}
    if wrong:
        raise BadInput(wrong)
    return form


def _not_listed(choices: tuple[Choice, ...], key: str, sentence: str) -> str | None:
    return sentence if key and find(choices, key) is None else None


def _groups(desk: Desk) -> tuple[Choice, ...]:
    return (*desk.policy.eligibility.groups, *desk.policy.eligibility.others)


def _form_of(document: CaseDocument) -> DetailsForm:
    kept = document.details
    return DetailsForm(
        document.topic,
        document.about,
        kept.eligibility,
        kept.adjustments,
        kept.parties,
        kept.agencies,
        kept.notice is not None,
    )


def _details(document: CaseDocument, form: DetailsForm) -> CaseDocument:
    """Give the document with what the form says; the notice is left as it is."""
    kept = replace(
        document.details,
        eligibility=form.eligibility,
        adjustments=form.adjustments,
        parties=form.parties,
        agencies=form.agencies,
    )
    return replace(document, topic=form.topic, about=form.about, details=kept)


def _changed(desk: Desk, document: CaseDocument, form: DetailsForm) -> CaseDocument:
    changed = _details(document, form)
    if not form.told_record or document.details.notice is not None:
        return changed
    version = f"{desk.policy.key} {desk.policy.version}"
    notice = RecordNotice(desk.policy.fill("record_notice"), version, desk.now.isoformat(), desk.person.id)
    return replace(changed, details=replace(changed.details, notice=notice))


def _differences(desk: Desk, was: DetailsForm, now: DetailsForm) -> Iterable[str]:
    """Say what is otherwise, a line each: "Topic: Housing → Fees"."""
    for label, old, new in (
        ("Topic", _label(desk.policy.topics, was.topic), _label(desk.policy.topics, now.topic)),
        ("About", was.about, now.about),
        ("Who is asking", _label(_groups(desk), was.eligibility), _label(_groups(desk), now.eligibility)),
        ("Adjustments", was.adjustments or NONE, now.adjustments or NONE),
        ("Other people", _people_line(was.parties), _people_line(now.parties)),
        ("Other agencies", _agencies_line(was.agencies), _agencies_line(now.agencies)),
    ):
        if old != new:
            yield f"{label}: {old} → {new}"
    if was.parties != now.parties and _people_line(was.parties) == _people_line(now.parties):
        yield "Other people: their numbers, addresses or notes"
    if was.agencies != now.agencies and _agencies_line(was.agencies) == _agencies_line(now.agencies):
        yield "Other agencies: the note about one"
    if now.told_record and not was.told_record:
        yield f"The student was told that a record is kept. {desk.policy.fill('record_notice')}"


def _label(choices: tuple[Choice, ...], key: str) -> str:
    chosen = find(choices, key)
    return chosen.label if chosen else key or NONE


def _people_line(parties: tuple[Party, ...]) -> str:
    """Say who else is in a matter, in one line: "T. Lee (on the other side), Dr Webb (witness)"."""
    sides = {key: label[:1].lower() + label[1:] for key, label in SIDES}
    return ", ".join(f"{one.name} ({sides.get(one.side, one.side)})" for one in parties) or NONE


def _agencies_line(agencies: tuple[Agency, ...]) -> str:
    """Say which other agencies help, in one line: "Citizens Advice since 3 Nov"."""
    return ", ".join(one.line() for one in agencies) or NONE


def _short(lines: list[str]) -> str:
    """Name what was changed: "Topic and other agencies."."""
    names = list(dict.fromkeys(line.partition(":")[0] for line in lines))
    names = ["told of the record" if name.startswith("The student was told") else name.lower() for name in names]
    said = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return f"{said[:1].upper()}{said[1:]}."
