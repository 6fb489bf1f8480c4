-- What visitors did here and the server has not answered yet, in the order it happened.
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL,
    at TEXT NOT NULL,
    -- The server said that it will never take this one; kept for staff, not sent again.
    refused INTEGER NOT NULL DEFAULT 0
);

-- Registrations this kiosk has seen let in, so that a second try says so with or without a server.
CREATE TABLE let_in (
    registration TEXT PRIMARY KEY,
    at TEXT NOT NULL
);

-- The centre's days as last fetched.
CREATE TABLE days (
    centre TEXT PRIMARY KEY,
    etag TEXT,
    body TEXT NOT NULL,
    fetched_at TEXT NOT NULL
);
