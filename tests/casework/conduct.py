"""Procedures in tests: begin one, take its steps, ask what is missing."""

from __future__ import annotations

from advice_tui.casework import procedures
from advice_tui.casework.procedures import StepForm
from tests.factories import PASSWORD

TEXTS = {"line": "Something", "text": "What happened, in words.", "number": "3", "people": "Alex Stone; Jo Field"}


def filled(view, step, **values):
    """Give a form with every entry of a step filled in."""
    one = next(one for one in view.steps if one.key == step)
    typed = {}
    for entry in one.entries:
        if entry.kind == "choice":
            typed[entry.key] = entry.options[0].key
        elif entry.kind == "yes_no":
            typed[entry.key] = "yes"
        elif entry.kind == "date":
            typed[entry.key] = "+4w" if entry.key == "review" else "today"
        elif entry.kind == "time":
            typed[entry.key] = "10:00"
        elif entry.kind != "file":
            typed[entry.key] = TEXTS[entry.kind]
    return StepForm(step, typed | values, password=PASSWORD)


def begin(desk, kind, values=None, **about):
    """Begin a procedure; give its id."""
    step = getattr(desk.policy.procedures, kind).steps[0]
    started = next(one for one in procedures.kinds(desk, **about) if one.kind == kind)
    days = {"time": "10:00", "date": "today"}
    typed = {
        one.key: "+4w" if one.key == "review" else TEXTS.get(one.kind, days.get(one.kind, ""))
        for one in started.first.entries
        if one.kind != "choice"
    }
    typed |= {one.key: one.options[0].key for one in started.first.entries if one.kind == "choice"}
    return procedures.start(
        desk, kind, StepForm(step.key, typed | (values or {}), password=PASSWORD), **about
    ).procedure_id


def take_step(desk, procedure_id, step, **values):
    """Take a step with every entry filled in; give what was recorded."""
    view = procedures.open_procedure(desk, procedure_id)
    return procedures.record(desk, procedure_id, view.row_ver, filled(view, step, **values))


def state(desk, procedure_id):
    """Give how each step stands."""
    return {one.key: one.state for one in procedures.open_procedure(desk, procedure_id).steps}
