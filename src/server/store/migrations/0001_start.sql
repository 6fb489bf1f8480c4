-- Everything a server knows. Times are milliseconds since 1970 in UTC, ids are UUIDs as text, structures are JSON.

CREATE TABLE account (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE sign_in_session (
    token_hash TEXT PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Append-only: nothing in the program changes or removes a row.
CREATE TABLE audit (
    id      TEXT PRIMARY KEY,
    at      BIGINT NOT NULL,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL
);
CREATE INDEX audit_by_time ON audit (at);

-- A device from its first request to join; state is waiting, approved or refused.
CREATE TABLE kiosk (
    id              TEXT PRIMARY KEY,
    secret_hash     TEXT NOT NULL UNIQUE,
    hostname        TEXT NOT NULL,
    address         TEXT NOT NULL,
    state           TEXT NOT NULL,
    pairing_code    TEXT UNIQUE,
    code_expires_at BIGINT NOT NULL,
    name            TEXT NOT NULL,
    centre          TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    last_seen_at    BIGINT NOT NULL,
    report          TEXT,
    reported_at     BIGINT
);

CREATE TABLE pack_version (
    centre       TEXT NOT NULL,
    pack         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    manifest     TEXT NOT NULL,
    started_at   BIGINT NOT NULL,
    published_at BIGINT,
    published_by TEXT NOT NULL,
    PRIMARY KEY (centre, pack, version)
);

-- An uploaded pack that was checked and waits to be published; its files are in a folder named by the id.
CREATE TABLE pack_upload (
    id          TEXT PRIMARY KEY,
    file_name   TEXT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    uploaded_by TEXT NOT NULL
);

CREATE TABLE schedule_draft (
    centre     TEXT PRIMARY KEY,
    schedule   TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

CREATE TABLE schedule_version (
    centre       TEXT NOT NULL,
    version      BIGINT NOT NULL,
    schedule     TEXT NOT NULL,
    started_at   BIGINT NOT NULL,
    published_at BIGINT,
    published_by TEXT NOT NULL,
    PRIMARY KEY (centre, version)
);

CREATE TABLE activity (
    id         TEXT PRIMARY KEY,
    centre     TEXT NOT NULL,
    title      TEXT NOT NULL,
    summary    TEXT NOT NULL,
    category   TEXT NOT NULL,
    room       TEXT NOT NULL,
    host       TEXT NOT NULL,
    picture    TEXT,
    -- Which example of which week this was made from; an example is imported once.
    example    TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (centre, example)
);

CREATE TABLE occurrence (
    id            TEXT PRIMARY KEY,
    activity      TEXT NOT NULL REFERENCES activity (id),
    starts_at     BIGINT NOT NULL,
    ends_at       BIGINT NOT NULL,
    capacity      BIGINT,
    canceled_at   BIGINT,
    cancel_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX occurrence_by_time ON occurrence (starts_at);
CREATE INDEX occurrence_by_activity ON occurrence (activity);

CREATE TABLE registration (
    id           TEXT PRIMARY KEY,
    occurrence   TEXT NOT NULL REFERENCES occurrence (id),
    name         TEXT NOT NULL,
    age_band     TEXT NOT NULL,
    phone_hash   TEXT,
    phone_last4  TEXT,
    code         TEXT NOT NULL,
    code_hash    TEXT NOT NULL,
    status       TEXT NOT NULL,
    -- Whether it was made with an example activity and belongs to nobody.
    example      BIGINT NOT NULL,
    -- Order of registering, which is the order of the waitlist.
    seq          BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    canceled_at  BIGINT,
    UNIQUE (occurrence, seq)
);
CREATE INDEX registration_by_code ON registration (code_hash);

-- Everything kiosks delivered, once each by the id made on the kiosk.
CREATE TABLE check_in (
    id           TEXT PRIMARY KEY,
    kiosk        TEXT NOT NULL,
    registration TEXT REFERENCES registration (id),
    reason       TEXT NOT NULL,
    at           BIGINT NOT NULL,
    received_at  BIGINT NOT NULL,
    offline      BIGINT NOT NULL
);
CREATE INDEX check_in_by_registration ON check_in (registration);

-- Who came: one row a registration, the earliest time counts.
CREATE TABLE attendance (
    registration TEXT PRIMARY KEY REFERENCES registration (id),
    at           BIGINT NOT NULL,
    kiosk        TEXT NOT NULL
);
