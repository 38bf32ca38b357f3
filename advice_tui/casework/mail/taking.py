"""A batch of messages taken in: new cases and entries on open ones, to be taken back as one.

1. Up to 200 messages are one transaction: all of them are stored, or none.
2. A larger batch is stored in parts under one id. Its row says "taking" until the last part is in, so that what a
   crash left behind is known for what it is and can be taken back as one.
3. Whether a message was taken in before is asked inside the transaction that stores it: two terminals that import the
   same mailbox at the same time make no duplicate.
4. A message that cannot be stored (its case was closed meanwhile, its file changed) is left out with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from advice_tui.casework import enquiries, entries, search, seen_mail
from advice_tui.casework.case_documents import EntryDocument, client_details, open_case_row
from advice_tui.casework.cases import writing
from advice_tui.casework.cases.forms import EntryForm
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.enquiries import Enclosed, EnquiryForm
from advice_tui.casework.induction import require_read
from advice_tui.casework.mail.reading import read_again
from advice_tui.casework.mail.single import enclosed
from advice_tui.casework.mail.views import Choice, Result, TakenBatch
from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.reply import RECEIVED
from advice_tui.rules.text import Limit, email_key
from advice_tui.rules.working_days import say_day, say_time
from data.errors import AdviceError, BadInput, ChangedMeanwhile, Locked
from data.ids import new_id
from data.models import Batch, BatchItem, Entry
from data.queries import batches
from data.store import Tx

PART = 200
"""So many messages are stored in one transaction."""
PART_BYTES = 64 * 1024 * 1024
"""A part ends also when its messages have so many bytes, which stand in memory until they are stored."""
TAKING, TAKEN = "taking", "taken"


@dataclass(frozen=True)
class _Ready:
    """A message about to be stored: what was chosen, its form, what comes with it; or why it is left out."""

    choice: Choice
    form: EnquiryForm | None = None
    enclosed: Enclosed = field(default_factory=Enclosed)
    trouble: str = ""


@dataclass
class _Batch:
    """A batch on its way in: what each message became, whose the new clients are, which case each message opened."""

    id: str
    results: list[Result] = field(default_factory=list)
    known_by: set[str] = field(default_factory=set)
    clients: dict[str, str] = field(default_factory=dict)
    cases: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: list[search.Row] = field(default_factory=list)
    due: list[datetime] = field(default_factory=list)

    def taken(self) -> list[Result]:
        """Give what was stored so far."""
        return [result for result in self.results if result.case_id]


@allowed(Act.IMPORT_MAIL)
def take_batch(desk: Desk, choices: Iterable[Choice]) -> TakenBatch:
    """Take the chosen messages in, under one batch that is undone as one.

    Raises BadInput when every message is to be left out, and ChangedMeanwhile when somebody took the batch back while
    its parts were still being stored.
    """
    require_read(desk)
    all_of_them = tuple(choices)
    wanted = [choice for choice in all_of_them if _is_wanted(choice)]
    if not wanted:
        raise BadInput("Every message is left out. Choose what becomes of one first.")
    batch = _Batch(new_id())
    parts = list(_parts(wanted))
    for number, part in enumerate(parts, 1):
        ready = [_ready(desk, choice) for choice in part]
        _store(desk, batch, ready, first=number == 1, last=number == len(parts))
        desk.index.put_later(batch.rows)
        batch.rows.clear()
    left = [choice for choice in all_of_them if not _is_wanted(choice)]
    batch.results += [Result(one.message.key, "leave", why=one.chosen.why) for one in left]
    return TakenBatch(batch.id, _sentence(desk, batch, len(left)), _token(batch), tuple(batch.results))


def _is_wanted(choice: Choice) -> bool:
    return choice.chosen.what != "leave" and not choice.message.problem


def _parts(wanted: list[Choice]) -> Iterator[list[Choice]]:
    """Cut a batch into what one transaction stores."""
    part: list[Choice] = []
    size = 0
    for choice in wanted:
        length = choice.message.size
        if part and (len(part) == PART or size + length > PART_BYTES):
            yield part
            part, size = [], 0
        part.append(choice)
        size += length
    yield part


def _ready(desk: Desk, choice: Choice) -> _Ready:
    """Read a message whole before the store is locked for writing."""
    try:
        mail_form = read_again(desk, choice.message)
    except BadInput as error:
        return _Ready(choice, trouble=error.sentence)
    form = replace(mail_form.form, received=choice.message.received or mail_form.form.received)
    return _Ready(choice, form, enclosed(mail_form))


def _store(desk: Desk, batch: _Batch, ready: list[_Ready], *, first: bool, last: bool) -> None:
    """Store one part, in one transaction."""
    with desk.store.write(desk.signer, Act.IMPORT_MAIL.value, batch.id, at=desk.now) as tx:
        before = len(batch.taken())
        _open_batch(desk, tx, batch.id, first=first)
        for one in ready:
            batch.results.append(_stored(desk, tx, batch, one))
        if last:
            tx.change(Batch, {"id": batch.id}, state=TAKEN)
        if last and not batch.taken():
            tx.delete(Batch, id=batch.id)
        tx.detail.clear()
        tx.detail.update(messages=len(batch.taken()) - before, whole=last)


def _open_batch(desk: Desk, tx: Tx, batch_id: str, *, first: bool) -> None:
    if first:
        tx.insert(Batch, id=batch_id, at=tx.at, by_id=desk.person.id, state=TAKING, row_ver=1)
        return
    found = batches.batch(tx.connection, batch_id)
    if found is None or found.state != TAKING:
        raise ChangedMeanwhile("Somebody took this batch back while it was being stored. The rest was left out.")


def _stored(desk: Desk, tx: Tx, batch: _Batch, ready: _Ready) -> Result:
    """Store one message, or give why it is left out; nothing of it stays behind then."""
    message = ready.choice.message
    if ready.form is None:
        return Result(message.key, "leave", why=ready.trouble)
    again = message.seen or message.known_by in batch.known_by
    if not again and seen_mail.seen_in(desk, tx.connection, message.known_by):
        return Result(message.key, "leave", why="It was taken in meanwhile, at another terminal.")
    if again:  # somebody chose so: it stays known by what it became first, and this one by itself
        ready = replace(ready, enclosed=replace(ready.enclosed, message_id=f"again:{new_id()}"))
    nested = tx.connection.begin_nested()
    try:
        result = _put(desk, tx, batch, ready)
    except Locked:
        raise
    except AdviceError as error:
        nested.rollback()
        return Result(message.key, "leave", why=error.sentence)
    nested.commit()
    batch.known_by.add(message.known_by)
    return result


def _put(desk: Desk, tx: Tx, batch: _Batch, ready: _Ready) -> Result:
    chosen, message = ready.choice.chosen, ready.choice.message
    if chosen.what == "add":
        where = (chosen.case.id, chosen.case.number) if chosen.case else batch.cases.get(chosen.after)
        if where is not None:
            return _added(desk, tx, batch, ready, where)
    result = _new(desk, tx, batch, ready)
    batch.cases[message.key] = (result.case_id, result.number)
    if chosen.after:  # the message it was to go with was left out: it opens the case, and others follow it
        batch.cases[chosen.after] = (result.case_id, result.number)
    return result


def _new(desk: Desk, tx: Tx, batch: _Batch, ready: _Ready) -> Result:
    assert ready.form is not None
    message, form = ready.choice.message, ready.form
    address = email_key(form.email)
    client_id = message.client_id or batch.clients.get(address, "")
    if client_id:
        form = form.with_client(client_id, client_details(desk, tx.connection, client_id))
    put = enquiries.put(desk, tx, enquiries.checked(desk, form), ready.enclosed)
    if address:
        batch.clients[address] = put.client_id
    batch.rows += put.rows
    batch.due.append(put.due.due)
    _keep(tx, batch, Act.TAKE_ENQUIRY, (put.case_id, put.entry_id), new=True)
    return Result(message.key, "new", put.case_id, put.number)


def _added(desk: Desk, tx: Tx, batch: _Batch, ready: _Ready, where: tuple[str, str]) -> Result:
    """Add a message to an open case: an entry with a promise of its own; an automatic one starts no clock (I-6)."""
    assert ready.form is not None
    message, form, came = ready.choice.message, ready.form, ready.enclosed
    opened = Opened(*open_case_row(desk, tx.connection, where[0]))
    row = opened.row
    if row.status not in {"open", "waiting"}:
        raise BadInput(f"Case {row.number} was closed meanwhile. Reopen it first, or open a new case.")
    title = f"{desk.policy.label_of('channels', form.channel)}: {came.subject}"[: Limit.SUBJECT] if came.subject else ""
    if message.automatic:
        document = EntryDocument(RECEIVED.key, title, form.about, form.channel, came.sender, came.notes)
        entry_id = entries.put(desk, tx, opened.place, document, at=form.received)
    else:
        entry = EntryForm(RECEIVED.key, form.about, title=title, channel=form.channel, at=form.received)
        made = writing.put_entry(desk, tx, opened, entry, came=writing.Came(came.sender, came.notes))
        entry_id, document = made.entry_id, made.document
        batch.due += [made.promise[1].due] if made.promise else []
    enquiries.put_files(tx, came.attachments, (row.id, entry_id), (opened.key, row.key_ver))
    instant = seen_mail.remember(desk, tx, came.message_id)
    tx.change(Entry, {"case_id": row.id, "id": entry_id}, recorded_at=instant)
    batch.rows.append(search.entry_row(row.id, entry_id, document))
    _keep(tx, batch, Act.WRITE_ENTRY, (row.id, entry_id), new=False)
    return Result(message.key, "add", row.id, row.number)


def _keep(tx: Tx, batch: _Batch, act: Act, where: tuple[str, str], *, new: bool) -> None:
    """Note what a message became, and leave a line about its case in the audit trail as the single act does."""
    case_id, entry_id = where
    tx.insert(BatchItem, batch_id=batch.id, case_id=case_id, entry_id=entry_id, new_case=int(new))
    Tx(tx.connection, tx.signer, tx.at, act.value, case_id, {"batch": batch.id, "entry": entry_id}).write_audit()


def _sentence(desk: Desk, batch: _Batch, left: int) -> str:
    taken = batch.taken()
    new = sum(result.what == "new" for result in taken)
    refused = len(batch.results) - len(taken) - left
    parts = [f"{_many(len(taken), 'message')} taken in: {_many(new, 'new case')}, {len(taken) - new} added."]
    if not taken:
        parts = ["Nothing was taken in."]
    parts += [f"{refused} could not be taken in."] if refused else []
    parts += [f"{left} left out."] if left else []
    if batch.due:
        first = min(batch.due)
        be = "is" if first > desk.now else "was"
        parts.append(f"The first reply {be} due {say_day(first.date())}, by {say_time(first.time())}.")
    return " ".join(parts)


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _token(batch: _Batch) -> UndoToken | None:
    taken = batch.taken()
    if not taken:
        return None
    cases = tuple(dict.fromkeys(result.case_id for result in taken))
    return UndoToken("batch", f"{_many(len(taken), 'message')} taken in", "", data={"batch": batch.id, "cases": cases})
