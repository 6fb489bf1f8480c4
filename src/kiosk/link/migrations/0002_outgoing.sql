-- What visitors left at exhibits and the server has not taken yet, in the order it happened. The body is JSON.
CREATE TABLE outgoing (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    -- The server said that it will never take this one; kept for staff, not sent again.
    refused INTEGER NOT NULL DEFAULT 0
);
