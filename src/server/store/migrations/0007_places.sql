-- Who has a place, who waits in which order, and everything that ever changed it.

-- Whoever decides about places takes this row first; all counts are of this occurrence.
ALTER TABLE occurrence ADD COLUMN seats_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE occurrence ADD COLUMN record_seq BIGINT NOT NULL DEFAULT 0;
-- Registrations that hold a place, and those that wait for one.
ALTER TABLE occurrence ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
ALTER TABLE occurrence ADD COLUMN waiting BIGINT NOT NULL DEFAULT 0;

-- Those who registered together: the id of their request. And the order in it.
ALTER TABLE registration ADD COLUMN party TEXT NOT NULL DEFAULT '';
ALTER TABLE registration ADD COLUMN member BIGINT NOT NULL DEFAULT 0;
-- `model::registration::Standing`, of which status is what is told at the door; and the order of waiting.
ALTER TABLE registration ADD COLUMN standing TEXT NOT NULL DEFAULT 'canceled';
ALTER TABLE registration ADD COLUMN wait_class BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registration ADD COLUMN wait_rank BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registration ADD COLUMN offer_until BIGINT;
-- The number: encrypted to call, masked to show, and whether a code proved that it is theirs.
ALTER TABLE registration ADD COLUMN phone_sealed TEXT;
ALTER TABLE registration ADD COLUMN phone_masked TEXT;
ALTER TABLE registration ADD COLUMN phone_confirmed BIGINT NOT NULL DEFAULT 0;
-- JSON of `model::registration::GuardianConsent`.
ALTER TABLE registration ADD COLUMN guardian TEXT;
ALTER TABLE registration ADD COLUMN source TEXT NOT NULL DEFAULT 'staff';
ALTER TABLE registration ADD COLUMN language TEXT NOT NULL DEFAULT 'zh-CN';
-- When name and number were forgotten.
ALTER TABLE registration ADD COLUMN forgotten_at BIGINT;

UPDATE registration SET
    party = id,
    standing = CASE status WHEN 'waitlisted' THEN 'waiting' ELSE status END,
    wait_rank = seq,
    phone_masked = CASE WHEN phone_last4 IS NULL THEN NULL ELSE '***' || phone_last4 END,
    -- Nobody knows whether they are 14: they are treated as those who need a guardian.
    age_band = CASE age_band WHEN 'under-18' THEN 'under-14' ELSE age_band END;
UPDATE occurrence SET
    record_seq = (SELECT COALESCE(MAX(seq), 0) FROM registration WHERE registration.occurrence = occurrence.id),
    held = (SELECT COUNT(*) FROM registration WHERE registration.occurrence = occurrence.id AND standing = 'confirmed'),
    waiting = (SELECT COUNT(*) FROM registration WHERE registration.occurrence = occurrence.id AND standing = 'waiting');

CREATE UNIQUE INDEX registration_by_party ON registration (occurrence, party, member);
CREATE INDEX registration_by_request ON registration (party);
CREATE INDEX registration_by_standing ON registration (occurrence, standing, wait_class, wait_rank);
CREATE INDEX registration_by_phone ON registration (phone_hash);

-- Append-only: nothing in the program changes or removes a row. Only `tell` is set to 0 once the person was told.
CREATE TABLE standing_record (
    occurrence   TEXT NOT NULL REFERENCES occurrence (id),
    seq          BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    by_whom      TEXT NOT NULL,
    registration TEXT NOT NULL,
    party        TEXT NOT NULL,
    -- JSON of `model::overflow::record::Change`.
    change       TEXT NOT NULL,
    -- 1 while somebody has to be told of it, who was not there when it happened.
    tell         BIGINT NOT NULL,
    PRIMARY KEY (occurrence, seq)
);
CREATE INDEX standing_record_by_party ON standing_record (party);
CREATE INDEX standing_record_to_tell ON standing_record (at) WHERE tell = 1;
INSERT INTO standing_record (occurrence, seq, at, by_whom, registration, party, change, tell)
    SELECT occurrence, seq, created_at, 'staff', id, party,
        '{"what":"joined","standing":"' || standing || '","class":0,"rank":' || CAST(seq AS TEXT) || '}', 0
    FROM registration;

-- The seed of an occurrence's lots, or of a course's (then the subject is the activity), from before anyone enters.
CREATE TABLE lottery (
    subject   TEXT PRIMARY KEY,
    seed      TEXT NOT NULL,
    seed_hash TEXT NOT NULL,
    made_at   BIGINT NOT NULL,
    list_hash TEXT,
    -- JSON list of tickets in the order drawn.
    drawn     TEXT,
    drawn_at  BIGINT,
    drawn_by  TEXT
);
