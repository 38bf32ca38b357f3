"""Who may take a step, and who may write it down for somebody without an account.

1. A step is taken in one of the functions its ``by`` names; when all of those cannot be reached, in one of its
   ``in_absence``, or of the policy's deputies for this procedure (L-25, L-26). Who says that somebody cannot be reached
   does not stand in for her.
2. Somebody without an account (the chief executive, say) is recorded by name and function, by another person; a
   function that has an account takes its step itself.
3. Whoever took or wrote down a step that this one names in ``not_same_as`` neither takes nor writes down this one.
4. Nobody decides alone what others must be asked about: who was consulted, or consented, is another person than who
   decides, and than who raised it (I-47; L-39, 1).
5. Nothing has happened later than now, and nothing before what it waits for; both when it happened and when it was
   written down are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from advice_tui.policy.conduct import Step
from advice_tui.rules.procedure.steps import Running, Taken, Who, ended_by, state_of, taken_of, waits_for
from advice_tui.rules.working_days import london, say_day, say_time

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Taking:
    """Who takes a step, who writes it down, when, and how things stand.

    ``absent`` maps a function that cannot be reached to the account that said so; ``deputies`` a function to those who
    may act for it in this procedure; ``accounts`` are the functions that an active account has; ``titles`` what the
    functions are called here.
    """

    who: Who
    recorder: Who
    happened_at: datetime
    now: datetime
    absent: Mapping[str, str] = field(default_factory=dict)
    deputies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accounts: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)


def acting_for(step: Step, taking: Taking) -> tuple[str, ...]:
    """Return the functions in which this step may be taken now (clause 1)."""
    if not all(function in taking.absent for function in step.by):
        return step.by
    stand_in = (*step.in_absence, *(one for function in step.by for one in taking.deputies.get(function, ())))
    return (*step.by, *dict.fromkeys(stand_in))


def whose(step: Step, taking: Taking) -> str:
    """Say who may take a step: "Advice Service Manager, or Director of Membership in absence"."""
    said = _listed([taking.titles.get(one, one) for one in step.by])
    others = (*step.in_absence, *(one for function in step.by for one in taking.deputies.get(function, ())))
    stand_in = [taking.titles.get(one, one) for one in dict.fromkeys(others) if one not in step.by]
    return f"{said}; {_listed(stand_in)} in absence" if stand_in else said


def _listed(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def may_take(running: Running, step: Step, taking: Taking, values: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the sentences why the step cannot be taken so; empty means it can.

    ``values`` are those to be recorded with it, where they name people; None while nothing is typed yet.
    """
    found = list(_order(running, step))
    if found:
        return tuple(found)
    found += _function(step, taking)
    found += _apart(running, step, taking)
    found += _not_alone(running, step, taking, values or {})
    found += _times(running, step, taking)
    return tuple(dict.fromkeys(found))


def _order(running: Running, step: Step) -> Iterator[str]:
    """Clauses of the steps: the step is open."""
    state = state_of(running, step)
    if state == "done":
        yield "This step is recorded already."
    elif state == "replaced":
        yield "Another step was taken in place of this one."
    elif state == "not_needed" and ended_by(running) is not None:
        yield "It was decided otherwise: this step has no place any more."
    elif state == "not_needed":
        yield "This step does not belong to the ground that was chosen."
    elif state == "waits":
        for one in waits_for(running, step):
            yield f"First: {one.label}."


def _function(step: Step, taking: Taking) -> Iterator[str]:
    """Clauses 1 and 2."""
    who, recorder = taking.who, taking.recorder
    may = acting_for(step, taking)
    if who.function not in may:
        yield f"This is for: {whose(step, taking)}."
        return
    stands_for = [function for function in step.by if taking.absent.get(function)]
    if who.function not in step.by and any(taking.absent[one] == recorder.account_id for one in stands_for):
        names = _listed([taking.titles.get(one, one) for one in stands_for])
        yield f"Somebody else must say that the {names} cannot be reached: whoever says so does not stand in."
    if not who.account_id:
        if who.function in taking.accounts:
            title = taking.titles.get(who.function, who.function)
            yield f"The {title} has an account here, and takes this step at it."
        if not who.name.strip():
            yield "Say who it was, by name."
        elif who.same(recorder):
            yield "Somebody else must write it down: you cannot be both."


def _apart(running: Running, step: Step, taking: Taking) -> Iterator[str]:
    """Clause 3."""
    for key in step.not_same_as:
        other = taken_of(running, key)
        if other is not None and any(
            one.same(before)
            for one in (taking.who, taking.recorder)
            for before in (other.who, other.recorded_by)
            if before.name or before.account_id
        ):
            earlier = running.procedure.step(key)
            yield f"Another person must do this: {other.who.name} did “{earlier.label if earlier else key}”."


def _not_alone(running: Running, step: Step, taking: Taking, values: Mapping[str, str]) -> Iterator[str]:
    """Clause 4."""
    raised = [one for one in running.taken if _does(running, one) == "raises"]
    if values and step.does in {"consults", "consents"}:
        for person in asked_people(step, Taken(step.key, taking.who, taking.recorder, taking.now, taking.now, values)):
            if step.does == "consents" and any(person.same(one.who) for one in raised):
                yield f"{person.name} raised this, so cannot be the one who consents to it."
            if person.same(taking.recorder) and taking.who.function not in (step.to or step.by):
                yield "Name the person who was asked: you cannot be asked by yourself."
    if step.does == "decides":
        for one in running.taken:
            asked = running.procedure.step(one.step)
            if asked is None or asked.does not in {"consults", "consents"}:
                continue
            people = asked_people(asked, one)
            if people and all(person.same(taking.who) or person.same(taking.recorder) for person in people):
                yield f"{people[0].name} was asked about this, so somebody else decides: nobody decides it alone."


def _does(running: Running, taken: Taken) -> str:
    step = running.procedure.step(taken.step)
    return step.does if step else ""


def asked_people(step: Step, taken: Taken) -> tuple[Who, ...]:
    """Return who was consulted or consented: the people it names, else who took it in the function that was asked."""
    named = [
        Who("", name.strip(), "")
        for entry in step.records
        if entry.kind == "people" or (entry.kind == "line" and entry.key in {"name", "who"})
        for name in taken.values.get(entry.key, "").split(";")
        if name.strip()
    ]
    if not taken.who.account_id or taken.who.function in step.to or not named:
        named.append(taken.who)
    return tuple(named)


def _times(running: Running, step: Step, taking: Taking) -> Iterator[str]:
    """Clause 5."""
    if taking.happened_at > taking.now + A_MINUTE:
        yield "This is in the future: say when it happened."
    if step.does == "records":
        return
    for key in step.waits_for:
        before = taken_of(running, key)
        earlier = running.procedure.step(key)
        if before is not None and earlier is not None and taking.happened_at < _minute(before.happened_at):
            at = london(before.happened_at)
            yield f"It cannot have happened before “{earlier.label}” ({say_day(at.date())} {say_time(at.time())})."


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
