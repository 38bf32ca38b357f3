"""Every order of steps by every role, to depth 8 and beyond: no state without its approvals, nobody in two roles."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from advice_tui.policy import load
from advice_tui.rules import procedure as rules
from advice_tui.rules.procedure import Running, Taken, Taking, Who
from advice_tui.rules.procedure.takers import asked_people
from tests.factories import at

POLICIES = {name: load(name) for name in ("imperial", "london-met")}
STAFF = (
    Who("1", "Ann Adviser", "adviser"),
    Who("2", "Ben Adviser", "adviser"),
    Who("3", "Mo Manager", "manager"),
    Who("4", "Max Manager", "manager"),
    Who("5", "Di Director", "director"),
    Who("6", "Rae Reception", "receptionist"),
)
OUTSIDE = (Who("", "Hal Head", "head"), Who("", "Cee Exec", "chief_executive"), Who("", "Mo Manager", "head"))
KINDS = ("restriction", "withdrawal", "breach", "imminent_danger", "conflict", "complaint", "referral", "deletion")
NAMES = st.sampled_from(["Ann Adviser", "Mo Manager", "Di Director", "Hal Head", "Someone Else"])
ANSWERS = st.sampled_from(["yes", "no", "keep", "refuse", "withdraw", "x"])


class Procedures(RuleBasedStateMachine):
    """One procedure; anybody tries any step at any moment, for herself or in another's name."""

    def __init__(self):
        super().__init__()
        self.now = at(2026, 11, 24)
        self.absent = {}

    @initialize(policy=st.sampled_from(sorted(POLICIES)), kind=st.sampled_from(KINDS), data=st.data())
    def begin(self, policy, kind, data):
        self.policy = POLICIES[policy]
        steps = getattr(self.policy.procedures, kind)
        grounds = sorted({key for step in steps.steps for key in step.only_for} | {""})
        self.running = Running(kind, steps, data.draw(st.sampled_from(grounds)))

    @rule(function=st.sampled_from(["manager", "director"]), by=st.sampled_from(STAFF))
    def somebody_is_away(self, function, by):
        self.absent[function] = by.account_id

    @rule(
        data=st.data(),
        recorder=st.sampled_from(STAFF),
        behalf=st.sampled_from((None, None, None, *OUTSIDE)),
        name=NAMES,
        answer=ANSWERS,
        earlier=st.integers(-1, 2),
    )
    def try_a_step(self, data, recorder, behalf, name, answer, earlier):
        step = data.draw(st.sampled_from(self.running.procedure.steps))
        self.now += timedelta(minutes=1)
        values = {
            entry.key: name if entry.kind in {"people", "line"} else answer if entry.kind != "text" else "words"
            for entry in step.records
        }
        taking = Taking(
            behalf or recorder,
            recorder,
            self.now - timedelta(minutes=earlier),
            self.now,
            dict(self.absent),
            {one: self.policy.roles.deputies_of(one, self.running.key) for one in self.policy.roles.titles},
            frozenset({"adviser", "manager", "director", "receptionist"}),
            self.policy.roles.titles,
        )
        if rules.may_take(self.running, step, taking, values):
            return
        taken = Taken(step.key, taking.who, recorder, taking.happened_at, self.now, values)
        self.running = replace(self.running, taken=(*self.running.taken, taken))

    @invariant()
    def no_step_without_what_it_waits_for(self):
        for place, taken in enumerate(self.running.taken):
            before = replace(self.running, taken=self.running.taken[:place])
            step = self.running.procedure.step(taken.step)
            assert not rules.waits_for(before, step)
            assert rules.state_of(before, step) == "open"

    @invariant()
    def everybody_in_her_function_and_nobody_in_two_roles(self):
        for taken in self.running.taken:
            step = self.running.procedure.step(taken.step)
            deputies = {two for one in step.by for two in self.policy.roles.deputies_of(one, self.running.key)}
            assert taken.who.function in {*step.by, *step.in_absence, *deputies}
            assert taken.who.account_id or not taken.who.same(taken.recorded_by)
            for key in step.not_same_as:
                other = rules.taken_of(self.running, key)
                for one in (taken.who, taken.recorded_by):
                    assert other is None or not (one.same(other.who) or one.same(other.recorded_by))

    @invariant()
    def nothing_is_decided_alone(self):
        if self.running.key not in {"withdrawal", "restriction", "breach"} or rules.said_yes(self.running) is None:
            return
        decided = rules.said_yes(self.running)
        assert decided.who.function != "adviser"
        others = [one for one in self.running.taken if one.step != decided.step]
        people = [decided.who]
        for one in others:
            step = self.running.procedure.step(one.step)
            if step.does in {"raises", "consents", "consults"}:
                people += asked_people(step, one)
        assert any(not one.same(decided.who) for one in people), people
        for one in others:
            step = self.running.procedure.step(one.step)
            if step.does in {"consults", "consents"}:
                assert any(not person.same(decided.who) for person in asked_people(step, one))

    @invariant()
    def times_are_kept_in_order(self):
        for taken in self.running.taken:
            assert taken.happened_at <= taken.recorded_at + timedelta(minutes=1)
            assert isinstance(taken.happened_at, datetime)


TestProcedures = Procedures.TestCase
TestProcedures.settings = settings(max_examples=80, stateful_step_count=12, deadline=None)


@pytest.mark.soak
class TestProceduresLong(Procedures.TestCase):
    """The same for longer."""

    settings = settings(max_examples=400, stateful_step_count=30, deadline=None)
