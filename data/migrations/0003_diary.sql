-- The diary and the front desk: appointments and what happened to them, staff hours and leave, messages, the desk's flag.

ALTER TABLE slip ADD COLUMN kind TEXT NOT NULL DEFAULT 'enquiry';

ALTER TABLE slip ADD COLUMN for_id TEXT REFERENCES account (id);

ALTER TABLE slip ADD COLUMN key_ver INTEGER;

ALTER TABLE slip ADD COLUMN sealed BLOB;

ALTER TABLE slip ADD COLUMN answered_at TEXT;

ALTER TABLE slip ADD COLUMN answered_by TEXT REFERENCES account (id);

CREATE TABLE appointment (
    id TEXT NOT NULL,
    client_id TEXT,
    adviser_id TEXT NOT NULL,
    room TEXT NOT NULL,
    mode TEXT NOT NULL,
    day TEXT NOT NULL,
    start_minute INTEGER NOT NULL,
    end_minute INTEGER NOT NULL,
    busy_until INTEGER NOT NULL,
    state TEXT NOT NULL,
    arrived_at TEXT,
    called_at TEXT,
    seen_at TEXT,
    left_at TEXT,
    reminded_at TEXT,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    for_advice BLOB,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT appointment_mode CHECK (mode IN ('in_person', 'telephone', 'online')),
    CONSTRAINT appointment_state CHECK (state IN ('booked', 'arrived', 'seeing', 'seen', 'missed', 'cancelled', 'void')),
    CONSTRAINT appointment_times CHECK (0 <= start_minute AND start_minute < end_minute AND end_minute <= busy_until AND end_minute <= 1440),
    FOREIGN KEY(client_id) REFERENCES client (id),
    FOREIGN KEY(adviser_id) REFERENCES account (id),
    FOREIGN KEY(made_by) REFERENCES account (id)
);

CREATE INDEX appointment_client ON appointment (client_id, day);

CREATE INDEX appointment_day ON appointment (day, adviser_id);

CREATE TABLE appointment_event (
    appointment_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    undone_at TEXT,
    undone_by TEXT,
    PRIMARY KEY (appointment_id, id),
    FOREIGN KEY(appointment_id) REFERENCES appointment (id),
    FOREIGN KEY(by_id) REFERENCES account (id),
    FOREIGN KEY(undone_by) REFERENCES account (id)
)
 WITHOUT ROWID;

CREATE TABLE staff_time (
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    weekday INTEGER,
    every_weeks INTEGER NOT NULL,
    first TEXT NOT NULL,
    last TEXT,
    start_minute INTEGER NOT NULL,
    end_minute INTEGER NOT NULL,
    state TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    row_ver INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT staff_time_kind CHECK (kind IN ('hours', 'away')),
    CONSTRAINT staff_time_state CHECK (state IN ('on', 'void')),
    CONSTRAINT staff_time_times CHECK (0 <= start_minute AND start_minute < end_minute AND end_minute <= 1440),
    FOREIGN KEY(account_id) REFERENCES account (id),
    FOREIGN KEY(made_by) REFERENCES account (id)
);

CREATE INDEX staff_time_account ON staff_time (account_id, state);

CREATE TABLE desk_flag (
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    by_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    key_ver INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT desk_flag_kind CHECK (kind IN ('refuse', 'lift')),
    FOREIGN KEY(client_id) REFERENCES client (id),
    FOREIGN KEY(by_id) REFERENCES account (id)
);

CREATE INDEX desk_flag_client ON desk_flag (client_id);

CREATE TRIGGER appointment_overlap_new BEFORE INSERT ON appointment
WHEN NEW.state IN ('booked', 'arrived', 'seeing', 'seen')
BEGIN
    SELECT RAISE(ABORT, 'constraint: the adviser is taken') WHERE EXISTS (
        SELECT 1 FROM appointment AS one
        WHERE one.day = NEW.day AND one.id <> NEW.id AND one.state IN ('booked', 'arrived', 'seeing', 'seen')
        AND one.adviser_id = NEW.adviser_id AND one.start_minute < NEW.busy_until AND NEW.start_minute < one.busy_until);
    SELECT RAISE(ABORT, 'constraint: the room is taken') WHERE NEW.room <> '' AND EXISTS (
        SELECT 1 FROM appointment AS one
        WHERE one.day = NEW.day AND one.id <> NEW.id AND one.state IN ('booked', 'arrived', 'seeing', 'seen')
        AND one.room = NEW.room AND one.start_minute < NEW.busy_until AND NEW.start_minute < one.busy_until);
    SELECT RAISE(ABORT, 'constraint: the client is taken') WHERE NEW.client_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM appointment AS one
        WHERE one.day = NEW.day AND one.id <> NEW.id AND one.state IN ('booked', 'arrived', 'seeing', 'seen')
        AND one.client_id = NEW.client_id AND one.start_minute < NEW.end_minute AND NEW.start_minute < one.end_minute);
END;

CREATE TRIGGER appointment_overlap_changed BEFORE UPDATE OF client_id, adviser_id, room, day, start_minute, end_minute, busy_until, state ON appointment
WHEN NEW.state IN ('booked', 'arrived', 'seeing', 'seen')
BEGIN
    SELECT RAISE(ABORT, 'constraint: the adviser is taken') WHERE EXISTS (
        SELECT 1 FROM appointment AS one
        WHERE one.day = NEW.day AND one.id <> NEW.id AND one.state IN ('booked', 'arrived', 'seeing', 'seen')
        AND one.adviser_id = NEW.adviser_id AND one.start_minute < NEW.busy_until AND NEW.start_minute < one.busy_until);
    SELECT RAISE(ABORT, 'constraint: the room is taken') WHERE NEW.room <> '' AND EXISTS (
        SELECT 1 FROM appointment AS one
        WHERE one.day = NEW.day AND one.id <> NEW.id AND one.state IN ('booked', 'arrived', 'seeing', 'seen')
        AND one.room = NEW.room AND one.start_minute < NEW.busy_until AND NEW.start_minute < one.busy_until);
    SELECT RAISE(ABORT, 'constraint: the client is taken') WHERE NEW.client_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM appointment AS one
        WHERE one.day = NEW.day AND one.id <> NEW.id AND one.state IN ('booked', 'arrived', 'seeing', 'seen')
        AND one.client_id = NEW.client_id AND one.start_minute < NEW.end_minute AND NEW.start_minute < one.end_minute);
END;
