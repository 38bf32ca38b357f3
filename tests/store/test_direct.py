"""Statements run by the driver give what SQLAlchemy gives, defaults and kinds of column included."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import bindparam, select

from data.errors import ChangedMeanwhile
from data.ids import new_id
from data.models import Client, Counter, Entry, KeyDate, Promise
from data.queries.tables import columns, table
from data.rows import EntryRow, PromiseRow
from data.store.direct import Direct
from tests.factories import NOW, take, write


@pytest.mark.parametrize(("model", "row"), [(Entry, EntryRow), (Promise, PromiseRow)])
def test_the_same_rows_either_way(desk, model, row):
    adviser = desk("adviser")
    for n in range(3):
        write(adviser, take(adviser, name=f"Student {n}").case_id, "note", "a note")
    question = select(*columns(table(model), row)).order_by(table(model).c.id)
    with adviser.store.read() as connection:
        plain = [row(*found) for found in connection.execute(question)]
        assert Direct(question, row).all(connection) == plain
        assert list(Direct(question, row).each(connection)) == plain
        assert Direct(question, row).first(connection) == plain[0]


def test_parameters_take_the_kind_of_their_column(desk):
    adviser = desk("adviser")
    take(adviser, received=NOW - timedelta(hours=2))
    of = table(Promise)
    since = Direct(select(of.c.received_at).where(of.c.received_at > bindparam("since")), lambda at: at)
    with adviser.store.read() as connection:
        assert since.all(connection, since=NOW - timedelta(hours=3)) == [NOW - timedelta(hours=2)]
        assert since.all(connection, since=NOW) == []
        assert since.first(connection, since=NOW) is None


def test_a_column_left_out_gets_its_default(desk):
    adviser = desk("adviser")
    with adviser.store.write(adviser.signer, "test", at=adviser.now) as tx:
        client_id = new_id()
        tx.insert(Client, id=client_id, key_ver=1, sealed=b"x")
        found = tx.connection.execute(select(table(Client).c.row_ver).where(table(Client).c.id == client_id)).scalar()
    assert found == 1


def test_a_change_counts_the_row_and_is_refused_for_an_older_one(desk):
    adviser = desk("adviser")
    case_id = take(adviser).case_id
    day = date(2026, 12, 1)
    with adviser.store.write(adviser.signer, "test", at=adviser.now) as tx:
        tx.insert(
            KeyDate,
            id="one",
            case_id=case_id,
            kind="key_date",
            day=day,
            remind_on=day,
            again_on=day,
            state="open",
            made_at=adviser.now,
            made_by=adviser.person.id,
            key_ver=1,
            sealed=b"x",
        )
        tx.change(KeyDate, {"id": "one"}, 1, day=day + timedelta(days=1))
        row = tx.connection.execute(select(table(KeyDate).c.day, table(KeyDate).c.row_ver)).one()
        assert tuple(row) == (day + timedelta(days=1), 2)
        with pytest.raises(ChangedMeanwhile):
            tx.change(KeyDate, {"id": "one"}, 1, state="done")


def test_deleting_says_how_many(desk):
    manager = desk("manager")
    with manager.store.write(manager.signer, "test", at=manager.now) as tx:
        tx.insert(Counter, k="a test", n=1)
        assert tx.delete(Counter, k="a test") == 1
        assert tx.delete(Counter, k="a test") == 0


def test_an_instant_without_a_zone_is_a_bug(desk):
    adviser = desk("adviser")
    with pytest.raises(AssertionError, match="time zone"), adviser.store.write(adviser.signer, "t", at=NOW) as tx:
        tx.change(Promise, {"id": "none"}, due_at=datetime(2026, 11, 24, 10))  # no zone, on purpose
