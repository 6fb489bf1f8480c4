-- Questions that visitors left for the desk, once each by the id made on the kiosk. Nobody's name, nobody's number.
CREATE TABLE question (
    id          TEXT PRIMARY KEY,
    centre      TEXT NOT NULL,
    kiosk       TEXT NOT NULL,
    -- What it is counted under: the text without width, capitals, marks and gaps.
    key         TEXT NOT NULL,
    text        TEXT NOT NULL,
    language    TEXT NOT NULL,
    at          BIGINT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX question_by_key ON question (centre, key);
CREATE INDEX question_by_kiosk ON question (kiosk, received_at);

-- Questions staff have seen to. Asked again later, a question is open again.
CREATE TABLE question_done (
    centre  TEXT NOT NULL,
    key     TEXT NOT NULL,
    done_at BIGINT NOT NULL,
    done_by TEXT NOT NULL,
    PRIMARY KEY (centre, key)
);

-- What guides' questions that were read say, in every language as JSON.
CREATE TABLE guide_question (
    centre   TEXT NOT NULL,
    key      TEXT NOT NULL,
    question TEXT NOT NULL,
    PRIMARY KEY (centre, key)
);

-- Answers that were read, once each by the id made on the kiosk.
CREATE TABLE answer_read (
    id          TEXT PRIMARY KEY,
    centre      TEXT NOT NULL,
    kiosk       TEXT NOT NULL,
    key         TEXT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX answer_read_by_key ON answer_read (centre, key);
CREATE INDEX answer_read_by_kiosk ON answer_read (kiosk, received_at);
