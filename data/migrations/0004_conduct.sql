-- Procedures and their steps, registers, walls, absences; what the desk is told has a source and terms.

CREATE TABLE procedure (
    id TEXT NOT NULL,
    case_id TEXT,
    client_id TEXT,
    opened_at TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(case_id) REFERENCES case_ (id),
    FOREIGN KEY(client_id) REFERENCES client (id),
    FOREIGN KEY(opened_by) REFERENCES account (id)
);

CREATE INDEX procedure_case ON procedure (case_id);

CREATE INDEX procedure_client ON procedure (client_id);

CREATE TABLE procedure_step (
    procedure_id TEXT NOT NULL,
    id TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    undone_at TEXT,
    undone_by TEXT,
    PRIMARY KEY (procedure_id, id),
    FOREIGN KEY(procedure_id) REFERENCES procedure (id),
    FOREIGN KEY(by_id) REFERENCES account (id),
    FOREIGN KEY(undone_by) REFERENCES account (id)
) WITHOUT ROWID;

CREATE TABLE register_line (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    case_id TEXT,
    under TEXT NOT NULL,
    at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    state TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(case_id) REFERENCES case_ (id),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

CREATE INDEX register_line_case ON register_line (case_id, kind);

CREATE INDEX register_line_kind ON register_line (kind, state);

CREATE TABLE wall (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    client_id TEXT,
    owner_id TEXT NOT NULL,
    kept_out TEXT NOT NULL,
    at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    lifted_at TEXT,
    lifted_by TEXT,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(case_id) REFERENCES case_ (id),
    FOREIGN KEY(client_id) REFERENCES client (id),
    FOREIGN KEY(owner_id) REFERENCES account (id),
    FOREIGN KEY(by_id) REFERENCES account (id),
    FOREIGN KEY(lifted_by) REFERENCES account (id)
);

CREATE INDEX wall_case ON wall (case_id);

CREATE TABLE absence (
    id TEXT NOT NULL,
    function TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    state TEXT NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT absence_state CHECK (state IN ('on', 'void')),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

ALTER TABLE desk_flag RENAME TO desk_flag_before;

DROP INDEX desk_flag_client;

CREATE TABLE desk_flag (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    for_front BLOB,
    PRIMARY KEY (id),
    CONSTRAINT desk_flag_kind CHECK (kind IN ('refuse', 'restrict', 'lift')),
    FOREIGN KEY(client_id) REFERENCES client (id),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

INSERT INTO desk_flag (id, client_id, kind, at, by_id, signature, key_ver, sealed)
    SELECT id, client_id, kind, at, by_id, signature, key_ver, sealed FROM desk_flag_before;

DROP TABLE desk_flag_before;

CREATE INDEX desk_flag_client ON desk_flag (client_id);
