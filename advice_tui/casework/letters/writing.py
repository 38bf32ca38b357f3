"""Writing a letter: its words saved, what is missing filled in, read by a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from advice_tui.casework import drafts
from advice_tui.casework.induction import require_read
from advice_tui.casework.letters.documents import DRAFT, READY, find_draft, put, rewritten
from advice_tui.casework.letters.naming import scanned
from advice_tui.casework.letters.reading import rules_of
from advice_tui.casework.letters.views import Saved
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import letters
from advice_tui.rules.letters import FILLED, LONGEST_LETTER, LONGEST_VALUE
from advice_tui.rules.text import field as text_field
from advice_tui.rules.text import over_limit
from data.errors import BadInput

OWN_READER = "Whoever wrote in a letter cannot be its second reader: ask a colleague."


@allowed(Act.WRITE_LETTER)
def save(
    desk: Desk, letter_id: str, row_ver: int, text: str, *, values: Mapping[str, str] | None = None, draft: str = ""
) -> Saved:
    """Store a letter's words; ``row_ver`` is the letter as it was seen. ``draft`` is the subject of its draft.

    ``values`` fill words in braces, in the text and from then on. Who read the letter before must read it again.
    Raises BadInput for a letter that was sent or what does not fit, ChangedMeanwhile when somebody else saved it since.
    """
    require_read(desk)
    words, problem = text_field(text, "Letter", LONGEST_LETTER, lines=True)
    given, wrong = _given(values or {})
    if problem or wrong:
        raise BadInput(({"text": problem} if problem else {}) | wrong)
    with desk.store.write(desk.signer, Act.WRITE_LETTER.value, letter_id, at=desk.now) as tx:
        letter = find_draft(desk, tx.connection, letter_id, row_ver)
        known = {**letter.document.values, **given}
        now = letters.refilled(words, letter.document.values, given)
        put(desk, tx, letter, rewritten(desk, letter.document, now, known), DRAFT)
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.detail.update(characters=len(now))
        missing = letters.missing(letters.parts(desk.policy, letter.document.text_key, known), now)
    what = f"{len(missing)} still missing." if missing else "It says all that it must."
    return Saved(row_ver + 1, f"Letter saved. {what}")


@allowed(Act.WRITE_LETTER)
def read_second(desk: Desk, letter_id: str, row_ver: int) -> Saved:
    """Say that one has read the letter as it stands, as another person than who wrote it; a change takes it away.

    Raises BadInput for a writer's own letter, and while something is missing in it.
    """
    require_read(desk)
    named = scanned(desk, letter_id).named
    with desk.store.write(desk.signer, Act.WRITE_LETTER.value, letter_id, at=desk.now) as tx:
        letter = find_draft(desk, tx.connection, letter_id, row_ver)
        missing = letters.missing(rules_of(desk, letter), letter.document.text)
        if desk.person.id in letter.document.writers:
            raise BadInput({"second": OWN_READER})
        if missing or named:
            raise BadInput({"second": " ".join((*missing, *(f"“{one}” must not be named." for one in named)))})
        read = replace(letter.document, second_by=desk.person.id, second_at=desk.now.isoformat())
        put(desk, tx, letter, read, READY)
        tx.detail.update(second=True)
    return Saved(row_ver + 1, "Read, as the second person. It may be sent; a change asks for another reading.")


def _given(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Give the values that may be filled in, cleaned, and what is wrong with them, by name."""
    given: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for name in FILLED:
        if name not in values:
            continue
        label = letters.LABELS[name].capitalize()
        if problem := over_limit(values[name], label, LONGEST_VALUE * 2):
            wrong[name] = problem
            continue
        text, problem = text_field(values[name], label, LONGEST_VALUE, lines=True)
        given[name] = text.strip()
        wrong |= {name: problem} if problem else {}
    return {name: text for name, text in given.items() if text}, wrong
