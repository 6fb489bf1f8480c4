-- Which check-in somebody's coming is: others let in with the same pass can be told apart.
ALTER TABLE attendance ADD COLUMN check_in TEXT NOT NULL DEFAULT '';

-- Check-ins that staff took back: of this registration nothing up to then counts.
CREATE TABLE check_in_undone (
    registration TEXT PRIMARY KEY REFERENCES registration (id),
    at           BIGINT NOT NULL,
    by_whom      TEXT NOT NULL
);

-- People who came without having registered: how many, and nothing else about them. Kiosk is empty for staff.
CREATE TABLE walk_in (
    id          TEXT PRIMARY KEY,
    occurrence  TEXT NOT NULL REFERENCES occurrence (id),
    kiosk       TEXT NOT NULL,
    people      BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    undone_at   BIGINT
);
CREATE INDEX walk_in_by_occurrence ON walk_in (occurrence);

-- For checking in by the last four digits of a phone number.
CREATE INDEX registration_by_tail ON registration (phone_last4);
