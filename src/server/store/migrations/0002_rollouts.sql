-- Publications on their way from ring to ring, and those that arrived or were taken back.

-- One publication; state is running, paused, stopped, finished or reverted. Rings, policy and lists are JSON.
CREATE TABLE rollout (
    id             TEXT PRIMARY KEY,
    -- A centre's id, or shared.
    owner          TEXT NOT NULL,
    pack           TEXT NOT NULL,
    version        BIGINT NOT NULL,
    -- The version for everyone else; none before a pack's first.
    stable         BIGINT,
    rings          TEXT NOT NULL,
    policy         TEXT NOT NULL,
    state          TEXT NOT NULL,
    -- How many rings it has reached.
    reached        BIGINT NOT NULL,
    ring_since     BIGINT NOT NULL,
    complete_since BIGINT,
    -- Kiosks whose failure stopped it, and those whose failure somebody accepted.
    failed         TEXT NOT NULL,
    accepted       TEXT NOT NULL,
    started_at     BIGINT NOT NULL,
    started_by     TEXT NOT NULL,
    ended_at       BIGINT,
    ended_by       TEXT
);
CREATE INDEX rollout_by_pack ON rollout (owner, pack, version);
CREATE INDEX rollout_by_state ON rollout (state);

-- What rollout.json of an owner is to say. It is written here first; signed is the version that kiosks can fetch.
CREATE TABLE rollout_plans (
    owner   TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    plans   TEXT NOT NULL,
    signed  BIGINT NOT NULL
);
