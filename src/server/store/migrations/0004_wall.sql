-- Messages that visitors left on walls, once each by the id made on the kiosk.

-- State is waiting, shown or declined. The note is JSON.
CREATE TABLE wall_note (
    id           TEXT PRIMARY KEY,
    centre       TEXT NOT NULL,
    exhibit      TEXT NOT NULL,
    kiosk        TEXT NOT NULL,
    language     TEXT NOT NULL,
    note         TEXT NOT NULL,
    left_at      BIGINT NOT NULL,
    received_at  BIGINT NOT NULL,
    state        TEXT NOT NULL,
    -- What was decided together is taken back together: the last decision, and the state before it.
    decision     TEXT,
    state_before TEXT,
    decided_at   BIGINT,
    decided_by   TEXT
);
CREATE INDEX wall_note_by_state ON wall_note (centre, state, left_at);
CREATE INDEX wall_note_by_kiosk ON wall_note (kiosk, state);
CREATE INDEX wall_note_by_decision ON wall_note (decision);
