"""Who may do what: every door is marked, every act is somebody's, every refusal is noted, and unread policies bar work."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from datetime import date
from pathlib import Path

import pytest

from advice_tui import casework
from advice_tui.casework import (
    case_finding,
    cases,
    clients,
    drafts,
    enquiries,
    induction,
    mail,
    no_record,
    notices,
    policies,
    search,
    service_days,
    staff,
    today,
    undo,
    upkeep,
)
from advice_tui.casework.cases import closing, dates, details, files, handing, joining, life, waiting
from advice_tui.desk import Desk
from advice_tui.policy import source_text
from advice_tui.roles import GRANTS, ROLE_ROOMS, ROOMS, Act, Role, may
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.service_calendar import NewClosure
from data.errors import BadInput, IntegrityError, NotAllowed, NotFound
from data.keys.password import practice_cost
from tests.casework.conduct_calls import CONDUCT_CALLS
from tests.casework.desk_calls import DESK_CALLS
from tests.casework.review_calls import REVIEW_CALLS
from tests.factories import (
    FIRST,
    PASSWORD,
    POLICIES,
    SECOND,
    STAFF,
    audit_lines,
    enquiry_form,
    read_policies,
    take,
    write,
)


def modules():
    for found in pkgutil.walk_packages(casework.__path__, "advice_tui.casework."):
        yield importlib.import_module(found.name)


def functions():
    """Every public function of casework whose first argument is a desk, or that comes before anybody is signed in."""
    for module in modules():
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{module.__name__.split('.')[2]}.{name}", function


OUTSIDE = [
    path
    for folder in ("screens", "advice_tui/app", "advice_tui/cli")
    for path in sorted((Path(__file__).parents[2] / folder).rglob("*.py"))
]
"""The rooms that call casework: whatever they call with a desk asks who may."""


def called_outside():
    """Every casework function that a screen, the app or the command line names, as (file, name, function)."""
    for path in OUTSIDE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("advice_tui.casework"):
                module = importlib.import_module(node.module)
                for alias in node.names:
                    found = getattr(module, alias.name, None)
                    if found is None:
                        found = importlib.import_module(f"{node.module}.{alias.name}")
                    known[alias.asname or alias.name] = found
        for node in ast.walk(tree):
            named = known.get(node.id) if isinstance(node, ast.Name) else None
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                holder = known.get(node.value.id)
                named = getattr(holder, node.attr, None) if inspect.ismodule(holder) else None
            if inspect.isfunction(named):
                yield path.name, named.__qualname__, named


def test_every_casework_function_that_is_called_from_outside_says_who_may_call_it():
    called = list(called_outside())
    assert len({name for _, name, _ in called}) > 60
    unmarked = {
        (file, name)
        for file, name, function in called
        if not hasattr(function, "act") and next(iter(inspect.signature(function).parameters), "") == "desk"
    }
    assert unmarked == set()


def test_what_writes_the_audit_trail_with_an_act_is_marked_with_it():
    """A public function that opens a transaction for an act is a door, and says whose."""
    doors = [
        (name, function)
        for name, function in functions()
        if "store.write(desk.signer, Act." in inspect.getsource(inspect.unwrap(function))
    ]
    assert len(doors) > 30
    assert [name for name, function in doors if not hasattr(function, "act")] == []


def test_every_act_is_granted_to_somebody_and_used():
    assert set(GRANTS) == set(Act)
    assert all(GRANTS.values())
    used = {function.act for _, function in functions() if getattr(function, "act", None)}
    assert set(Act) - used == {Act.SEE_AUDIT} & (set(Act) - used)


def test_rooms_of_roles_are_rooms():
    assert {room for rooms in ROLE_ROOMS.values() for room in rooms} == set(ROOMS)
    assert set(ROLE_ROOMS) == set(Role)


def test_the_table_by_hand():
    """The rows a manager signs off: written out, so that a change of the table is seen here."""
    for act in (Act.READ_CASE, Act.WRITE_ENTRY, Act.TAKE_ON_CASE):
        assert GRANTS[act] == {Role.ADVISER, Role.MANAGER}
    for act in (Act.TAKE_ENQUIRY, Act.FIND_CLIENT, Act.SEE_TODAY):
        assert GRANTS[act] == {Role.RECEPTIONIST, Role.ADVISER, Role.MANAGER}
    assert GRANTS[Act.KEEP_DRAFT] == {Role.RECEPTIONIST, Role.ADVISER, Role.MANAGER, Role.DIRECTOR}
    for act in (Act.PUT_UP_WALL, Act.KEEP_CONSENT, Act.CHECK_CONFLICT, Act.WRITE_LETTER):
        assert GRANTS[act] == {Role.ADVISER, Role.MANAGER}
    assert GRANTS[Act.SEE_PROCEDURE] == {Role.ADVISER, Role.MANAGER, Role.DIRECTOR}
    assert GRANTS[Act.SEE_COMPLAINTS] == {Role.MANAGER, Role.DIRECTOR}
    for act in (Act.ADD_STAFF, Act.RESET_STAFF, Act.CHANGE_ROLE, Act.REMOVE_STAFF, Act.ROTATE_KEYS, Act.ADOPT_POLICY):
        assert GRANTS[act] == {Role.MANAGER}
    assert not may(Role.MAINTAINER, Act.READ_CASE)


CLOSED = NewClosure(date(2026, 12, 3), date(2026, 12, 3), "Training")
CALLS = {
    "today.waiting": today.waiting,
    "today.explain_row": lambda d: today.explain_row(d, "x"),
    "enquiries.take": lambda d: enquiries.take(d, enquiry_form(received=d.now)),
    "enquiries.preview": lambda d: enquiries.preview(d, "email", d.now),
    "enquiries.clients_like": lambda d: enquiries.clients_like(d, "a", "", ""),
    "enquiries.client_form": lambda d: enquiries.client_form(d, "x", enquiry_form()),
    "cases.open_case": lambda d: cases.open_case(d, "x"),
    "cases.refresh": lambda d: cases.refresh(d, "x"),
    "cases.write_entry": lambda d: cases.write_entry(d, "x", cases.EntryForm("note", "text")),
    "cases.take_on": lambda d: cases.take_on(d, "x"),
    "cases.attachment": lambda d: cases.attachment(d, "x", "y"),
    "search.build": search.build,
    "search.follow": search.follow,
    "search.find": lambda d: search.find(d, "a"),
    "drafts.keep": lambda d: drafts.keep(d, "enquiry", {}),
    "drafts.find": lambda d: drafts.find(d, "enquiry"),
    "drafts.mine": drafts.mine,
    "undo.undo": lambda d: undo.undo(d, undo.UndoToken("entry", "x", "x", "y")),
    "staff.everyone": staff.everyone,
    "staff.add": lambda d: staff.add(
        d, login="nina", name="Nina Okafor", role=Role.ADVISER, password=PASSWORD + "s", cost=practice_cost()
    ),
    "staff.reset": lambda d: staff.reset(d, "nobody", PASSWORD + "s"),
    "staff.change_role": lambda d: staff.change_role(d, "nobody", Role.ADVISER),
    "staff.unlock": lambda d: staff.unlock(d, "nobody"),
    "staff.disable": lambda d: staff.disable(d, "nobody"),
    "staff.rotate": staff.rotate,
    "policies.adopt": lambda d: policies.adopt(d, "", date(2026, 1, 1)),
    "upkeep.check": upkeep.check,
    "cases.correct_entry": lambda d: cases.correct_entry(d, "x", "y", 1, "t", "w"),
    "cases.set_date": lambda d: dates.set_date(d, "x", dates.KeyDateForm("a", "b", None, None, None)),
    "cases.change_date": lambda d: dates.change_date(d, "x", "y", 1, dates.KeyDateForm("a", "b", None, None, None)),
    "cases.finish_date": lambda d: dates.finish_date(d, "x", "y", 1),
    "cases.take_back_date": lambda d: dates.take_back_date(d, "x", "y", 1),
    "cases.attach": lambda d: files.attach(d, "x", files.FilesForm("")),
    "cases.save_out": lambda d: files.save_out(d, "x", ("y",), "/nowhere"),
    "cases.details_of": lambda d: details.details_of(d, "x"),
    "cases.change_details": lambda d: details.change_details(d, "x", 1, details.DetailsForm("", "a")),
    "clients.client_file": lambda d: clients.client_file(d, "x"),
    "clients.change": lambda d: clients.change(d, "x", 1, ClientDetails("A")),
    "clients.merge": lambda d: clients.merge(d, "x", "y", (1, 1)),
    "mail.read_batch": lambda d: mail.read_batch(d, []),
    "mail.read_paths": lambda d: mail.read_paths(d, []),
    "mail.take_batch": lambda d: mail.take_batch(d, ()),
    "mail.undo_batch": lambda d: mail.undo_batch(d, "0" * 32),
    "mail.past_batches": mail.past_batches,
    "mail.case_named": lambda d: mail.case_named(d, "26-9999"),
    "case_finding.case_id_of": lambda d: case_finding.case_id_of(d, "x"),
    "enquiries.problems": lambda d: enquiries.problems(d, enquiry_form()),
    "enquiries.open_cases": lambda d: enquiries.open_cases(d, "x"),
    "no_record.count": lambda d: no_record.count(d, no_record.NoRecordForm("email", d.now)),
    "no_record.problems": lambda d: no_record.problems(d, no_record.NoRecordForm("email", d.now)),
    "no_record.forget_typed": lambda d: no_record.forget_typed(d, "enquiry"),
    "service_days.year": lambda d: service_days.year(d, 2026),
    "service_days.explain_day": lambda d: service_days.explain_day(d, date(2026, 12, 1)),
    "service_days.standing_note": lambda d: service_days.standing_note(d, "telephone", d.now),
    "service_days.horizon_warning": service_days.horizon_warning,
    "service_days.propose": lambda d: service_days.propose(d, CLOSED),
    "service_days.apply": lambda d: service_days.apply(d, CLOSED),
    "service_days.remove": lambda d: service_days.remove(d, 99, "x"),
    "service_days.faults": service_days.faults,
    "notices.of_line": lambda d: notices.of_line(d, 99),
    "notices.opening": notices.opening,
    "notices.write": lambda d: notices.write(d, "x", ""),
    "cases.assign": lambda d: handing.assign(d, "x", 1, "y", "text"),
    "cases.hand_over": lambda d: handing.hand_over(d, ()),
    "cases.caseload": lambda d: handing.caseload(d, None),
    "cases.colleagues": handing.colleagues,
    "cases.handed_to_me": handing.handed_to_me,
    "cases.wait": lambda d: waiting.wait(d, "x", 1, "text", None),
    "cases.wait_no_longer": lambda d: waiting.wait_no_longer(d, "x", 1),
    "cases.before": lambda d: closing.before(d, "x"),
    "cases.missing": lambda d: closing.missing(d, closing.Facts(), closing.ClosingForm("resolved", "")),
    "cases.close": lambda d: closing.close(d, "x", 1, closing.ClosingForm("resolved", "")),
    "cases.reopen": lambda d: closing.reopen(d, "x", 1, "text"),
    "cases.link": lambda d: life.link(d, "x", "y", "text"),
    "cases.unlink": lambda d: life.unlink(d, "x", "y"),
    "cases.joinable": lambda d: joining.joinable(d, "x"),
    "cases.join": lambda d: joining.join(d, "x", "y"),
    **DESK_CALLS,
    **REVIEW_CALLS,
    **CONDUCT_CALLS,
}


@pytest.mark.parametrize("who", STAFF)
def test_each_role_is_let_in_where_the_table_says_and_a_refusal_is_noted(service, who):
    desk = service.sign_in(who)
    by_name = dict(functions())
    for name, call in CALLS.items():
        if name == "staff.rotate" and desk.role is Role.MANAGER:
            continue
        act = by_name[name].act
        before = len(audit_lines(desk))
        if may(desk.role, act):
            try:
                call(desk)
            except NotAllowed as refused:
                assert "may not do this" not in refused.sentence, name  # noqa: PT017 - a refusal for another reason may be
            except (NotFound, BadInput):
                pass
        else:
            with pytest.raises(NotAllowed, match="may not do this"):
                call(desk)
            last = audit_lines(desk)[-1]
            assert len(audit_lines(desk)) == before + 1
            assert (last.act, last.actor_id, last.detail) == ("refused", desk.person.id, f'{{"act":"{act.value}"}}')


# Scenario 60 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_a_new_adviser_opens_no_case_until_every_policy_is_read(service, desk, policy):
    taken = take(desk("adviser"))
    staff.add(
        desk("manager"), login="nina", name="Nina Okafor", role=Role.ADVISER, password=PASSWORD, cost=practice_cost()
    )
    nina = desk("nina")
    items = induction.to_acknowledge(nina)
    assert len(items) >= 1
    bars = (
        lambda: cases.open_case(nina, taken.case_id),
        lambda: write(nina, taken.case_id),
        lambda: take(nina),
        lambda: cases.take_on(nina, taken.case_id),
    )
    for item in items:
        for act in bars:
            with pytest.raises(NotAllowed, match="first"):
                act()
        induction.acknowledge(nina, item.key, item.version)
    assert induction.to_acknowledge(nina) == ()
    assert cases.open_case(nina, taken.case_id)
    (row,) = [row for row in staff.everyone(desk("manager")) if row.login == "nina"]
    assert (row.policies_read, row.policies_due) == (len(items), len(items))


def test_a_policy_is_marked_once_in_its_present_version_only(desk):
    staff.add(
        desk("manager"), login="nina", name="Nina Okafor", role=Role.ADVISER, password=PASSWORD, cost=practice_cost()
    )
    item = induction.to_acknowledge(desk("nina"))[0]
    for key, version in ((item.key, item.version + "x"), ("nothing", item.version)):
        with pytest.raises(NotFound):
            induction.acknowledge(desk("nina"), key, version)
    induction.acknowledge(desk("nina"), item.key, item.version)
    with pytest.raises(NotFound):
        induction.acknowledge(desk("nina"), item.key, item.version)


def test_a_new_version_is_read_again_and_counts_from_its_day(service, clock):
    manager = service.sign_in("manager")
    text = source_text(FIRST)
    item = manager.policy.acknowledgements[0]
    newer = text.replace(f'version = "{item.version}"', 'version = "99.1"')
    assert newer != text
    tomorrow = date(2026, 11, 25)
    assert "Wed 25 Nov 2026" in policies.adopt(manager, newer, tomorrow)
    taken = take(service.sign_in("adviser"))
    clock.set(2026, 11, 25)
    adviser = service.sign_in("adviser")
    assert "99.1" in {one.version for one in induction.to_acknowledge(adviser)}
    with pytest.raises(NotAllowed):
        cases.open_case(adviser, taken.case_id)
    read_policies(adviser)
    assert cases.open_case(adviser, taken.case_id)


@pytest.mark.parametrize(
    ("text", "day"), [("nonsense = ", date(2026, 12, 1)), (None, date(2026, 11, 23)), (SECOND, date(2026, 12, 1))]
)
def test_a_policy_that_does_not_fit_is_not_adopted(service, text, day):
    manager = service.sign_in("manager")
    given = source_text(text or FIRST) if text in (None, SECOND) else text
    with pytest.raises((BadInput, IntegrityError)):
        policies.adopt(manager, given, day)
    assert len(policies.history(manager)) == 1


def test_a_desk_is_frozen(desk):
    with pytest.raises(AttributeError):
        desk("adviser").person = None
    assert isinstance(desk("adviser"), Desk)
    assert mail.WHOLE
