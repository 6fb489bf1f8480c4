-- What kind of thing waits, so that one that the server has no room for holds up no other.
ALTER TABLE outgoing ADD COLUMN kind TEXT NOT NULL DEFAULT '';
