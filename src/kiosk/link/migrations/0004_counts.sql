-- Whether somebody waits to be told that it arrives: a message does, a count for staff does not.
ALTER TABLE outgoing ADD COLUMN awaited INTEGER NOT NULL DEFAULT 1;
