-- Times a guide had no answer, once each by the id made on the kiosk: that it was so, not what was asked.
CREATE TABLE unanswered (
    id          TEXT PRIMARY KEY,
    centre      TEXT NOT NULL,
    kiosk       TEXT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX unanswered_by_time ON unanswered (centre, received_at);
CREATE INDEX unanswered_by_kiosk ON unanswered (kiosk, received_at);
