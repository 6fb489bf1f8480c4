-- What one replica does at a time, and until when it may: a lease whose holder is gone runs out.
CREATE TABLE lease (
    name      TEXT PRIMARY KEY,
    holder    TEXT NOT NULL,
    ends_at   BIGINT NOT NULL
);
