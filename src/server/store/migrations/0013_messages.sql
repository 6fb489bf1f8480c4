-- Text messages on their way to phones. Number and text are sealed, and gone as soon as the message has gone.
CREATE TABLE text_message (
    id         TEXT PRIMARY KEY,
    centre     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    phone      TEXT,
    last4      TEXT NOT NULL,
    text       TEXT,
    state      TEXT NOT NULL,
    tries      BIGINT NOT NULL DEFAULT 0,
    problem    TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    -- Before this it is not tried; whoever sends it moves this on first, so that nobody else sends it meanwhile.
    next_at    BIGINT NOT NULL,
    -- After this it is of no use.
    expires_at BIGINT NOT NULL,
    sent_at    BIGINT
);
CREATE INDEX text_message_by_state ON text_message (state, next_at);
CREATE INDEX text_message_by_centre ON text_message (centre, created_at);

-- Codes that confirm a number: only hashes of code, number and asker.
CREATE TABLE phone_code (
    id           TEXT PRIMARY KEY,
    phone        TEXT NOT NULL,
    asker        TEXT NOT NULL,
    code         TEXT NOT NULL,
    tries        BIGINT NOT NULL DEFAULT 0,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    confirmed_at BIGINT
);
CREATE INDEX phone_code_by_phone ON phone_code (phone, created_at);
CREATE INDEX phone_code_by_asker ON phone_code (asker, created_at);
