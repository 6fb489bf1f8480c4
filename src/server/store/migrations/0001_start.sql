-- Times are milliseconds since 1970 in UTC; texts by language are JSON; ids are UUIDs as text.

CREATE TABLE kiosks (
    id           TEXT PRIMARY KEY,
    secret_hash  TEXT NOT NULL UNIQUE,
    hostname     TEXT NOT NULL,
    state        TEXT NOT NULL,           -- waiting, approved, refused
    pairing_code TEXT NOT NULL,
    name         TEXT NOT NULL,
    centre       TEXT NOT NULL,
    asked_at     BIGINT NOT NULL,
    seen_at      BIGINT,
    report       TEXT
);

CREATE TABLE packs (
    centre       TEXT NOT NULL,
    pack         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    manifest     TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    PRIMARY KEY (centre, pack, version)
);

CREATE TABLE schedules (
    centre       TEXT NOT NULL,
    version      BIGINT NOT NULL,
    schedule     TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    PRIMARY KEY (centre, version)
);

CREATE TABLE activities (
    id       TEXT PRIMARY KEY,
    centre   TEXT NOT NULL,
    title    TEXT NOT NULL,
    summary  TEXT NOT NULL,
    category TEXT NOT NULL,
    room     TEXT NOT NULL,
    host     TEXT NOT NULL,
    picture  TEXT
);

CREATE TABLE occurrences (
    id        TEXT PRIMARY KEY,
    activity  TEXT NOT NULL REFERENCES activities (id),
    starts_at BIGINT NOT NULL,
    ends_at   BIGINT NOT NULL,
    capacity  BIGINT,                     -- NULL: walk in
    canceled  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX occurrences_by_start ON occurrences (starts_at);

CREATE TABLE registrations (
    id         TEXT PRIMARY KEY,
    occurrence TEXT NOT NULL REFERENCES occurrences (id),
    position   BIGINT NOT NULL,           -- order of asking on this occurrence
    name       TEXT NOT NULL,
    code       TEXT NOT NULL,
    status     TEXT NOT NULL,             -- confirmed, waitlisted, canceled
    asked_at   BIGINT NOT NULL,
    UNIQUE (occurrence, position)
);
CREATE INDEX registrations_by_code ON registrations (code);

CREATE TABLE check_ins (
    id           TEXT PRIMARY KEY,        -- made on the kiosk
    kiosk        TEXT NOT NULL,
    registration TEXT REFERENCES registrations (id),
    reason       TEXT NOT NULL,
    at           BIGINT NOT NULL,         -- by the kiosk's clock
    received_at  BIGINT NOT NULL,
    offline      BIGINT NOT NULL
);
CREATE INDEX check_ins_by_registration ON check_ins (registration);

-- Append-only: who did what, when.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      BIGINT NOT NULL,
    account TEXT NOT NULL,
    action  TEXT NOT NULL,
    detail  TEXT NOT NULL
);
