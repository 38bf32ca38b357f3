-- Casework: closing, corrections, key dates, the service's calendar, contacts without a record, batches of mail.

ALTER TABLE case_ ADD COLUMN closed_at TEXT;

ALTER TABLE entry ADD COLUMN corrects TEXT;

CREATE TABLE key_date (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    remind_on TEXT NOT NULL,
    again_on TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    done_at TEXT,
    done_by TEXT,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT key_date_state CHECK (state IN ('open', 'done', 'void')),
    FOREIGN KEY(case_id) REFERENCES case_ (id),
    FOREIGN KEY(made_by) REFERENCES account (id),
    FOREIGN KEY(done_by) REFERENCES account (id)
);

CREATE INDEX key_date_state_remind ON key_date (state, remind_on);

CREATE INDEX key_date_case ON key_date (case_id);

CREATE TABLE calendar_note (
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (seq),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

CREATE TABLE no_record (
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    channel TEXT NOT NULL,
    by_id TEXT NOT NULL,
    explained_at TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    state TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

CREATE TABLE batch (
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    state TEXT NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

CREATE TABLE batch_item (
    batch_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    new_case INTEGER NOT NULL,
    PRIMARY KEY (batch_id, case_id, entry_id),
    FOREIGN KEY(batch_id) REFERENCES batch (id),
    FOREIGN KEY(case_id) REFERENCES case_ (id)
) WITHOUT ROWID;
