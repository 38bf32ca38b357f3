-- The first shape of the store. What each table is for stands in data/models.py.

CREATE TABLE account (
    id TEXT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    exchange_public BLOB NOT NULL,
    signing_public BLOB NOT NULL,
    cert BLOB NOT NULL,
    created_at TEXT NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT account_state CHECK (state IN ('active', 'left', 'recovery')),
    UNIQUE (login)
);

CREATE TABLE client (
    id TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE counter (
    k TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (k)
);

CREATE TABLE meta (
    k TEXT NOT NULL,
    v TEXT NOT NULL,
    PRIMARY KEY (k)
);

CREATE TABLE record_key (
    record_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    ver INTEGER NOT NULL,
    room TEXT NOT NULL,
    room_ver INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (record_id, purpose, ver)
) WITHOUT ROWID;

CREATE INDEX record_key_room ON record_key (room, room_ver);

CREATE TABLE seen_mail (
    mac TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (mac)
);

CREATE TABLE account_key_old (
    account_id TEXT NOT NULL,
    until_seq INTEGER NOT NULL,
    login TEXT NOT NULL,
    role TEXT NOT NULL,
    exchange_public BLOB NOT NULL,
    signing_public BLOB NOT NULL,
    cert BLOB NOT NULL,
    PRIMARY KEY (account_id, until_seq),
    FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE acknowledgement (
    account_id TEXT NOT NULL,
    item TEXT NOT NULL,
    version TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (account_id, item, version),
    FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE audit (
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    act TEXT NOT NULL,
    obj TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (seq),
    FOREIGN KEY(actor_id) REFERENCES account (id)
);

CREATE TABLE case_ (
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    status TEXT NOT NULL,
    adviser_id TEXT,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT case_status CHECK (status IN ('open', 'waiting', 'closed', 'void')),
    UNIQUE (number),
    FOREIGN KEY(adviser_id) REFERENCES account (id)
);

CREATE INDEX case_adviser ON case_ (adviser_id, status);

CREATE INDEX case_status_opened ON case_ (status, opened_at);

CREATE TABLE draft (
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    at TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE UNIQUE INDEX draft_subject ON draft (account_id, subject);

CREATE TABLE policy_text (
    digest TEXT NOT NULL,
    adopted_at TEXT NOT NULL,
    effective_from TEXT NOT NULL,
    region TEXT NOT NULL,
    text TEXT NOT NULL,
    by_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (digest),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

CREATE TABLE room (
    id TEXT NOT NULL,
    ver INTEGER NOT NULL,
    box_public BLOB NOT NULL,
    by_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (id, ver),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

CREATE TABLE room_grant (
    room TEXT NOT NULL,
    ver INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    given BLOB NOT NULL,
    by_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (room, ver, account_id),
    FOREIGN KEY(account_id) REFERENCES account (id),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

CREATE TABLE slip (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    strict_at TEXT NOT NULL,
    breach_at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    state TEXT NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT slip_state CHECK (state IN ('passed_on', 'answered', 'void')),
    FOREIGN KEY(client_id) REFERENCES client (id),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

CREATE INDEX slip_state_due ON slip (state, due_at);

CREATE TABLE attachment (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    about BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(case_id) REFERENCES case_ (id)
);

CREATE INDEX attachment_case ON attachment (case_id);

CREATE TABLE entry (
    case_id TEXT NOT NULL,
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    author_id TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    undone_at TEXT,
    undone_by TEXT,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (case_id, id),
    FOREIGN KEY(case_id) REFERENCES case_ (id),
    FOREIGN KEY(author_id) REFERENCES account (id),
    FOREIGN KEY(undone_by) REFERENCES account (id)
) WITHOUT ROWID;

CREATE TABLE promise (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    received_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    strict_at TEXT NOT NULL,
    breach_at TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    calendar_version TEXT NOT NULL,
    working TEXT NOT NULL,
    state TEXT NOT NULL,
    met_at TEXT,
    met_by_entry TEXT,
    taken_by TEXT NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT promise_state CHECK (state IN ('open', 'met', 'void')),
    FOREIGN KEY(case_id) REFERENCES case_ (id),
    FOREIGN KEY(taken_by) REFERENCES account (id)
);

CREATE INDEX promise_case ON promise (case_id);

CREATE INDEX promise_due ON promise (state, due_at);
