"""A batch of messages read: each shown with whom it is from, what is odd about it, and what is proposed for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from advice_tui.casework import enquiries
from advice_tui.casework.enquiries import OpenCase
from advice_tui.casework.induction import require_read
from advice_tui.casework.mail.files import Source, content, sources
from advice_tui.casework.mail.matching import Known, people
from advice_tui.casework.mail.single import MailForm, of_content
from advice_tui.casework.mail.views import BatchMessage, BatchView, Proposal
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.mail import Mail
from advice_tui.rules.text import email_key
from data.errors import BadInput
from data.keys.sealing import sha256

LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Read:
    """A message as read, without its text and files: those are read again when it is taken in."""

    message: BatchMessage
    references: tuple[str, ...] = ()


@allowed(Act.IMPORT_MAIL)
def read_batch(desk: Desk, paths: Iterable[Path]) -> BatchView:
    """Read the messages of these files and folders; nothing is stored, fetched, opened or executed.

    Raises BadInput when there is nothing to read, or more than a batch may have. A message that cannot be read stands
    last with the reason; the others stand in the order of receipt.
    """
    return _batch(desk, sources(paths))


def _batch(desk: Desk, found: list[Source]) -> BatchView:
    require_read(desk)
    if not found:
        raise BadInput({"path": "There is no message here: no file ending in .eml or .mbox."})
    read = sorted((_read(desk, source) for source in found), key=_order)
    known = people(desk, (one.message.sender_address for one in read))
    return BatchView(tuple(_proposed(known, read)))


@allowed(Act.IMPORT_MAIL)
def read_paths(desk: Desk, paths: Iterable[Path]) -> MailForm | BatchView:
    """Read what these paths lead to: one message alone for the form, or a batch; raises BadInput as those two do."""
    found = sources(paths)
    if len(found) != 1:
        return _batch(desk, found)
    if found[0].trouble:
        raise BadInput({"path": found[0].trouble})
    return of_content(desk, content(found[0]))


@allowed(Act.IMPORT_MAIL)
def read_again(desk: Desk, message: BatchMessage) -> MailForm:
    """Read a message of a batch whole; raises BadInput when its file has changed since it was listed."""
    raw = content(message.source)
    if sha256(raw).hex() != message.digest:
        raise BadInput(f"{message.source.name} has changed since it was read. Read the files again.")
    return of_content(desk, raw)


def _order(one: _Read) -> tuple[bool, datetime]:
    return bool(one.message.problem), one.message.received or LAST


def _read(desk: Desk, source: Source) -> _Read:
    if source.trouble:
        return _Read(BatchMessage("", source, problem=source.trouble))
    try:
        raw = content(source)
        mail_form = of_content(desk, raw)
    except BadInput as error:
        return _Read(BatchMessage("", source, problem=error.sentence))
    mail, form = mail_form.mail, mail_form.form
    wrong = enquiries.problems(desk, form)
    never = [wrong[name] for name in ("received", "about") if name in wrong]
    digest = sha256(raw).hex()
    return _Read(
        BatchMessage(
            "",
            source,
            sender_name=mail.sender_name,
            sender_address=form.email,
            subject=mail.subject,
            received=form.received,
            automatic=mail.automatic,
            seen=mail_form.seen,
            notes=mail_form.notes,
            files=tuple(file.name for file in mail.attachments),
            problem=" ".join(never),
            form_problem=_said(mail, wrong),
            known_by=mail_form.known_by,
            digest=digest,
            size=len(raw),
        ),
        mail.references,
    )


def _said(mail: Mail, wrong: dict[str, str]) -> str:
    """Say why a message is no new enquiry as it stands: the form asks for what is missing."""
    if not wrong:
        return ""
    if not mail.sender_address:
        return "It does not say whom it is from. Open it in the form (o) and say who it is."
    return "Something is missing. Open it in the form (o): " + " ".join(wrong.values())


@dataclass
class _Before:
    """What stood in the batch before: who opens a case with which message, which message is where, what was seen."""

    known_by: dict[str, str] = field(default_factory=dict)
    opens: dict[str, str] = field(default_factory=dict)
    of_sender: dict[str, str] = field(default_factory=dict)
    to_case: dict[str, OpenCase] = field(default_factory=dict)


@dataclass(frozen=True)
class _Matched:
    """A message with the open cases that it answers, that its subject names, and that its sender has."""

    message: BatchMessage
    references: tuple[str, ...]
    thread: OpenCase | None
    named: OpenCase | None
    own: tuple[OpenCase, ...]


def _proposed(known: Known, read: list[_Read]) -> Iterator[BatchMessage]:
    """Propose what becomes of each message, in their order: later ones may belong with earlier ones."""
    before = _Before()
    for number, one in enumerate(read, 1):
        message = replace(one.message, key=str(number))
        if message.problem:
            yield replace(message, proposal=Proposal("leave", message.problem))
            continue
        matched = _matched(known, message, one.references)
        message = replace(matched.message, proposal=_proposal(known, matched, before))
        _note(before, message)
        yield message


def _matched(known: Known, message: BatchMessage, references: tuple[str, ...]) -> _Matched:
    """Give the message with who has its address on file, and the open cases it may be added to."""
    address, notes = message.sender_address, message.notes
    client_id, name = known.person(address)
    if known.several(address):
        notes = (*notes, "Several people on file have this address: nobody is taken for the sender.")
    own = known.cases(client_id)
    thread, named = known.of_thread(references), known.of_subject(message.subject)
    offered = {case.id: case for case in own}
    for case, how in ((thread, "It answers a message on"), (named, "Its subject names")):
        if case is not None and case.id not in offered:
            notes = (*notes, f"{how} case {case.number}, but its address is not that client's.")
            offered[case.id] = case
    cases = tuple(offered.values())
    matched = replace(message, client_id=client_id, client_name=name, cases=cases, notes=notes)
    return _Matched(matched, references, thread, named, own)


def _proposal(known: Known, matched: _Matched, before: _Before) -> Proposal:
    """Propose what becomes of a message.

    1. What was taken in before, comes twice, or a machine wrote is left out unless somebody says otherwise.
    2. An answer goes to the case of the message that it answers.
    3. A number in the subject counts when that case is the sender's: anybody can write a number.
    4. A client with exactly one open case writes about that one; further messages of a batch go with the first.
    5. Everything else is a new enquiry, once the form holds what it must.
    """
    thread, named, own = matched.thread, matched.named, matched.own
    reason = _left_out(matched.message, before)
    if reason:
        return Proposal("leave", reason)
    if thread is not None:
        return Proposal("add", f"It answers a message on case {thread.number}.", thread)
    earlier = _thread_here(known, matched.references, before)
    if earlier is not None:
        return earlier
    if named is not None and named.id in {case.id for case in own}:
        return Proposal("add", f"Its subject names case {named.number}.", named)
    if len(own) == 1:
        return Proposal("add", "The sender has this one open case.", own[0])
    return _as_new(known, matched.message, before, several=len(own))


def _left_out(message: BatchMessage, before: _Before) -> str:
    if message.seen:
        return message.seen
    if message.known_by in before.known_by:
        return f"It is the same message as number {before.known_by[message.known_by]}."
    return "An automatic message: it starts no clock." if message.automatic else ""


def _thread_here(known: Known, references: tuple[str, ...], before: _Before) -> Proposal | None:
    """Find the message of this batch that it answers."""
    if not known.desk.keys.holds("advice"):
        return None
    for message_id in references:
        number = before.known_by.get(message_id, "")
        if number in before.opens:
            return Proposal("add", f"It answers message {number}.", after=before.opens[number])
        if number in before.to_case:
            return Proposal("add", f"It answers message {number}.", before.to_case[number])
    return None


def _as_new(known: Known, message: BatchMessage, before: _Before, *, several: int) -> Proposal:
    first = before.of_sender.get(email_key(message.sender_address), "") if message.sender_address else ""
    if first and known.desk.keys.holds("advice"):
        return Proposal("add", f"From the same sender as message {first}.", after=first)
    if message.form_problem:
        return Proposal("leave", message.form_problem)
    why = f"The sender has {several} open cases: choose one, or open a new one." if several else ""
    return Proposal(
        "new", why or ("The sender is on file." if message.client_id else "Nobody on file has this address.")
    )


def _note(before: _Before, message: BatchMessage) -> None:
    """Keep what later messages may belong with."""
    before.known_by.setdefault(message.known_by, message.key)
    chosen = message.proposal
    if chosen.what == "new":
        before.opens[message.key] = message.key
        before.of_sender.setdefault(email_key(message.sender_address), message.key)
    elif chosen.case is not None:
        before.to_case[message.key] = chosen.case
    elif chosen.after:
        before.opens[message.key] = chosen.after
