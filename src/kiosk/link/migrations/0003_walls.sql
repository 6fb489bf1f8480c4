-- Messages on the walls of the centre as last fetched.
CREATE TABLE walls (
    centre TEXT PRIMARY KEY,
    etag TEXT,
    body TEXT NOT NULL
);
