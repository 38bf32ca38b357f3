"""The floor under procedures: order, separation of duties, and names that exist."""

from __future__ import annotations

from collections.abc import Iterator

from advice_tui.policy.conduct import Procedure, Step
from advice_tui.policy.floor import Broken, floor
from advice_tui.policy.settings import Settings

BLANK_STOPS: dict[str, tuple[str, str]] = {
    "withdrawal.written_consent_by": ("withdrawal", "The person who gives written consent to a withdrawal"),
    "retention.years": ("retention", "The number of years closed files are kept"),
}
"""Which blank settings stop an act: path to (act, what it is called). No other blank stops anything."""


def _named(settings: Settings) -> Iterator[tuple[str, Procedure]]:
    for name in type(settings.procedures).model_fields:
        yield name, getattr(settings.procedures, name)


def _doing(procedure: Procedure, *does: str) -> list[Step]:
    """Return the steps every case of this procedure must take and that do one of these."""
    return [step for step in procedure.steps if step.does in does and not step.optional and not step.only_for]


def _after(procedure: Procedure, step: Step) -> set[str]:
    """Return the keys of all steps that this one waits for, directly or through others."""
    waited: set[str] = set()
    waiting = list(step.waits_for)
    while waiting:
        key = waiting.pop()
        before = procedure.step(key)
        if key not in waited and before is not None:
            waited.add(key)
            waiting.extend(before.waits_for)
    return waited


@floor("procedures")
def _in_order(settings: Settings) -> Iterator[Broken]:
    """Name steps once, and let them wait only for earlier steps."""
    for name, procedure in _named(settings):
        earlier: set[str] = set()
        if not procedure.steps:
            yield ("procedures", name), "A procedure needs at least one step."
        for index, step in enumerate(procedure.steps):
            at = ("procedures", name, "steps", index)
            if step.key in earlier:
                yield (*at, "key"), f'Two steps are called "{step.key}".'
            for key in (*step.waits_for, *step.not_same_as, *((step.instead_of,) if step.instead_of else ())):
                if key not in earlier:
                    yield at, f'"{key}" is no earlier step of this procedure: a step can only wait for one before it.'
            earlier.add(step.key)


@floor("procedures", "texts", "roles")
def _names_exist(settings: Settings) -> Iterator[Broken]:
    """Name only functions and letters that exist."""
    titles = {str(function) for function in settings.roles.titles}
    letters = settings.texts.model_dump()
    for name, procedure in _named(settings):
        for index, step in enumerate(procedure.steps):
            at = ("procedures", name, "steps", index)
            if not step.by:
                yield at, "Say who may take this step (`by`)."
            for function in sorted({*step.by, *step.to, *step.in_absence} - titles):
                yield at, f'"{function}" has no title under [roles.titles]: people would not know who that is.'
            if step.letter and letters.get(step.letter) is None:
                yield (*at, "letter"), f'There is no text called "{step.letter}".'
            answers = {"no", "yes"} | {choice.key for entry in step.records for choice in entry.options}
            for key in step.ends_with:
                if key not in answers:
                    yield (*at, "ends_with"), f'"{key}" is no answer of this step: it would never end anything.'
            if len({entry.key for entry in step.records}) != len(step.records):
                yield (*at, "records"), "Two entries of this step have the same key."


@floor("procedures", "withdrawal", "restriction", "conflict", "breach")
def _circumstances_exist(settings: Settings) -> Iterator[Broken]:
    """``only_for`` names grounds, reasons or circumstances that exist."""
    lists = {
        "withdrawal": {ground.key for ground in settings.withdrawal.grounds},
        "restriction": {reason.key for reason in settings.restriction.reasons},
        "conflict": {circumstance.key for circumstance in settings.conflict.circumstances},
        "breach": {reason.key for reason in settings.breach.reasons},
    }
    for name, procedure in _named(settings):
        for index, step in enumerate(procedure.steps):
            for key in step.only_for:
                if key not in lists.get(name, set()):
                    at = ("procedures", name, "steps", index, "only_for")
                    yield at, f'"{key}" is not in the list this procedure chooses from.'


@floor("procedures", "withdrawal", "roles")
def _withdrawal_steps(settings: Settings) -> Iterator[Broken]:
    """Have the steps agree, decide apart, write, and offer a complaint (I-47, I-48, L-39)."""
    at = ("procedures", "withdrawal")
    procedure = settings.procedures.withdrawal
    decisions = _doing(procedure, "decides")
    agreed = {step.key for step in _doing(procedure, "consults", "consents", "discusses")}
    if not decisions:
        yield at, "A withdrawal needs a step that decides it."
    for step in decisions:
        if settings.withdrawal.decided_by not in step.by or "adviser" in {*step.by, *step.in_absence}:
            yield at, "The deciding step is taken by `withdrawal.decided_by`, and never by an adviser."
        if not agreed & _after(procedure, step):
            yield at, "The decision must wait for the consultation or the written consent: nobody decides this alone."
    if settings.withdrawal.written_consent and not _consent_apart(procedure):
        yield at, "Written consent must be a step taken by another person than the proposer (`not_same_as`)."
    if not any(step.letter for step in _doing(procedure, "tells_client")):
        yield at, "A step must tell the student in writing: one that `tells_client`, with a `letter`."
    if not _doing(procedure, "offers_complaints"):
        yield at, "A step must offer the complaints procedure."
    told = {function for step in procedure.steps if step.does == "notifies" for function in step.to}
    deputies = {
        entry.deputy
        for entry in settings.roles.deputies
        if entry.function == settings.withdrawal.decided_by
        and (not entry.procedures or "withdrawal" in entry.procedures)
    }
    for function in sorted(told & ({name for step in decisions for name in (*step.by, *step.in_absence)} | deputies)):
        yield at, f'"{function}" is told of the decision, so may not be the one who decides it.'


def _consent_apart(procedure: Procedure) -> bool:
    raised = {step.key for step in procedure.steps if step.does == "raises"}
    return any(raised & set(step.not_same_as) for step in _doing(procedure, "consents"))


@floor("procedures")
def _restriction_steps(settings: Settings) -> Iterator[Broken]:
    """Tell the student the reason and the terms of a restriction (I-45)."""
    at = ("procedures", "restriction")
    procedure = settings.procedures.restriction
    written = {entry.key for step in procedure.steps for entry in step.records if not entry.optional}
    if not {"reason", "terms"} <= written:
        yield at, 'The steps of a restriction must record "reason" and "terms": the student must be told both.'
    if not any(step.letter for step in _doing(procedure, "tells_client")):
        yield at, "A step must tell the student in writing: one that `tells_client`, with a `letter`."
    if not any(step.not_same_as for step in _doing(procedure, "decides")):
        yield at, "A restriction is approved by another person than the proposer (`not_same_as`)."


@floor("procedures", "breach")
def _breach_steps(settings: Settings) -> Iterator[Broken]:
    """Have a breach decided by another person and written down (L-25); in danger the call comes first (L-26)."""
    at = ("procedures", "breach")
    procedure = settings.procedures.breach
    decisions = _doing(procedure, "decides")
    raised = {step.key for step in procedure.steps if step.does == "raises"}
    if not decisions or any(
        settings.breach.decided_by not in step.by or {"adviser"} & {*step.by, *step.in_absence} for step in decisions
    ):
        yield at, "A breach of confidentiality is decided by `breach.decided_by`, and never by an adviser."
    if any(not raised & set(step.not_same_as) for step in decisions):
        yield (
            at,
            "A breach of confidentiality is decided by someone other than the adviser who raises it (`not_same_as`).",
        )
    for step in _doing(procedure, "acts"):
        if not {decision.key for decision in decisions} & _after(procedure, step):
            yield at, "The disclosure must wait for the decision."
    if not _doing(procedure, "records"):
        yield at, "The reasons for the decision must be recorded in the case file."
    danger = settings.procedures.imminent_danger.steps
    if danger and (danger[0].does != "acts" or any(step.waits_for for step in danger[:1])):
        yield ("procedures", "imminent_danger"), "In danger the emergency call is the first step and waits for nothing."
    if not any(step.does == "notifies" for step in danger):
        yield ("procedures", "imminent_danger"), "After the call somebody must be told: a step that `notifies`."


@floor("procedures")
def _apart(settings: Settings) -> Iterator[Broken]:
    """Consent comes before contact (I-4, L-22), and two people end a file (L-21)."""
    for name in ("third_party_contact", "referral"):
        procedure: Procedure = getattr(settings.procedures, name)
        consents = {step.key for step in _doing(procedure, "consents")}
        acts = _doing(procedure, "acts")
        if not acts or any(not consents & _after(procedure, step) for step in acts):
            yield ("procedures", name), "The contact must wait for the student's consent."
    if not any(step.not_same_as for step in _doing(settings.procedures.deletion, "decides", "consents")):
        yield (
            ("procedures", "deletion"),
            "Deletion is confirmed by two people: one step must name the other (`not_same_as`).",
        )


@floor("roles", "withdrawal", "breach", "appointment", "conflict", "retention", "stats", "it")
def _functions_have_titles(settings: Settings) -> Iterator[Broken]:
    """Every function a setting names has a title people know."""
    titles = {str(function) for function in settings.roles.titles}
    named: list[tuple[tuple[str, ...], str]] = [
        (("withdrawal", "decided_by"), settings.withdrawal.decided_by),
        (("breach", "decided_by"), settings.breach.decided_by),
        (("breach", "raised_to"), settings.breach.raised_to),
        (("conflict", "tie_decided_by"), settings.conflict.tie_decided_by),
        (("stats", "released_by"), settings.stats.released_by),
    ]
    named += [(("withdrawal", "consulted"), function) for function in settings.withdrawal.consulted]
    named += [(("it", "recovery"), function) for function in settings.it.recovery]
    named += [(("retention", "confirmed_by"), function) for function in settings.retention.confirmed_by]
    named += [(("roles", "deputies"), entry.deputy) for entry in settings.roles.deputies]
    for path, function in named:
        if function not in titles:
            yield path, f'"{function}" has no title under [roles.titles]: people would not know who that is.'
    for function in ("adviser", "receptionist", "manager", "maintainer"):
        if function not in titles:
            yield ("roles", "titles"), f'"{function}" needs a title: the program has work for it.'


@floor("channels", "topics", "eligibility", "withdrawal", "restriction", "acknowledgements", "roles")
def _lists(settings: Settings) -> Iterator[Broken]:
    """Fill the lists people choose from, and name nothing twice in them."""
    for path, entries in (
        (("channels",), settings.channels),
        (("topics",), settings.topics),
        (("eligibility", "groups"), settings.eligibility.groups),
        (("withdrawal", "grounds"), settings.withdrawal.grounds),
        (("restriction", "reasons"), settings.restriction.reasons),
        (("acknowledgements",), settings.acknowledgements),
    ):
        keys = [entry.key for entry in entries]
        if not keys:
            yield path, "This list must not be empty."
        for index, key in enumerate(keys):
            if key in keys[:index]:
                yield (*path, index, "key"), f'"{key}" stands twice in this list.'


@floor("acknowledgements", "sentences")
def _readings(settings: Settings) -> Iterator[Broken]:
    """Let every policy that staff must read say something to be read."""
    known = list(settings.sentences)
    for index, item in enumerate(settings.acknowledgements):
        try:
            item.numbers(known)
        except KeyError as error:
            yield ("acknowledgements", index, "passages"), f'No sentence "{error.args[0]}" stands under [sentences].'
