"""Who may do what: every door is marked, every act is somebody's, every refusal is noted, and unread policies bar work."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from datetime import date

import pytest

from advice_tui import casework
from advice_tui.casework import cases, drafts, enquiries, induction, mail, policies, search, staff, today, undo, upkeep
from advice_tui.desk import Desk
from advice_tui.policy import source_text
from advice_tui.roles import GRANTS, ROLE_ROOMS, ROOMS, Act, Role, may
from data.errors import BadInput, IntegrityError, NotAllowed, NotFound
from data.keys.password import practice_cost
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


INSIDE = {
    # what other casework uses inside its own act, after its own check
    "case_documents": "documents, opened with keys only",
    "entrance.wall_clock": "a clock",
    "entrance.person_problems": "a rule over texts",
    "entrance.newcomer": "a rule over texts",
    "entrance.practice_clock": "a clock",
    "entrance.policy_in_force": "before anybody is signed in",
    "home": "before anybody is signed in, opens nothing",
    "practice": "practice data",
    "entries": "inside another act",
    "promises": "inside another act",
    "undo.undoes": "a register",
    "drafts.drop": "inside another act",
    "enquiries.safe_contact": "a rule over texts",
    "search.case_row": "a row of one's own index",
    "search.client_row": "a row of one's own index",
    "search.entry_row": "a row of one's own index",
    "search.put_client": "keeps one's own index",
    "search.put_case": "keeps one's own index",
    "search.client_ids": "inside an act, over one's own index",
    "induction.must_read": "a rule over the policy",
    "induction.require_read": "a check",
}


def test_every_public_casework_function_says_who_may_call_it():
    unmarked = []
    for name, function in functions():
        if not hasattr(function, "act") and name not in INSIDE and name.partition(".")[0] not in INSIDE:
            unmarked.append(name)
    assert unmarked == []


def test_the_list_of_inner_functions_is_no_longer_than_it_must_be():
    names = {name for name, _ in functions()} | {module.__name__.split(".")[2] for module in modules()}
    assert set(INSIDE) <= names


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
    for act in (Act.TAKE_ENQUIRY, Act.FIND_CLIENT, Act.SEE_TODAY, Act.KEEP_DRAFT):
        assert GRANTS[act] == {Role.RECEPTIONIST, Role.ADVISER, Role.MANAGER}
    for act in (Act.ADD_STAFF, Act.RESET_STAFF, Act.CHANGE_ROLE, Act.REMOVE_STAFF, Act.ROTATE_KEYS, Act.ADOPT_POLICY):
        assert GRANTS[act] == {Role.MANAGER}
    assert not may(Role.MAINTAINER, Act.READ_CASE)


CALLS = {
    "today.waiting": today.waiting,
    "today.explain_row": lambda d: today.explain_row(d, "x"),
    "enquiries.take": lambda d: enquiries.take(d, enquiry_form(received=d.now)),
    "enquiries.preview": lambda d: enquiries.preview(d, "email", d.now),
    "enquiries.clients_like": lambda d: enquiries.clients_like(d, "a", "", ""),
    "enquiries.client_form": lambda d: enquiries.client_form(d, "x", enquiry_form()),
    "cases.open_case": lambda d: cases.open_case(d, "x"),
    "cases.refresh": lambda d: cases.refresh(d, "x"),
    "cases.write_entry": lambda d: cases.write_entry(d, "x", "note", "text"),
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
