-- Who passed a door of the centre: here, at a neighbour, or as the server said; in the order in which it was heard of.
CREATE TABLE seen (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The check-in's own id.
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    registration TEXT,
    -- People who had not registered: what they came to, and how many.
    occurrence TEXT,
    people INTEGER
);

-- let_in is no longer written; a program put back to the version before still finds it.
INSERT INTO seen (id, at, registration) SELECT registration, at, registration FROM let_in;

-- Whom the own list let in, and walk-ins: JSON of what a code does not say.
ALTER TABLE outbox ADD COLUMN more TEXT NOT NULL DEFAULT '';
