-- A visit at a kiosk that goes on on a phone: for a quarter of an hour, and for one registration.
CREATE TABLE carry_over (
    id          TEXT PRIMARY KEY,
    -- Hash of what the QR code holds.
    token       TEXT NOT NULL UNIQUE,
    kiosk       TEXT NOT NULL,
    occurrence  TEXT NOT NULL,
    language    TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    opened_at   BIGINT,
    -- What the registration came to, and who registered, masked.
    reason      TEXT,
    masked_name TEXT
);
CREATE INDEX carry_over_by_kiosk ON carry_over (kiosk, created_at);
