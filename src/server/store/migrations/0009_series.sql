-- Activities that come again: JSON of `model::series::Series`. Its dates are occurrences, made ahead.
ALTER TABLE activity ADD COLUMN series TEXT;

-- The wall-clock start a series gave an occurrence ('2026-12-07T10:00:00'); none when it was made by itself.
ALTER TABLE occurrence ADD COLUMN slot TEXT;
-- 1 when a person moved, canceled or changed it: its series leaves it alone.
ALTER TABLE occurrence ADD COLUMN by_hand BIGINT NOT NULL DEFAULT 0;
-- For calendars elsewhere (RFC 5545): rises with every public change, and when the last one was.
ALTER TABLE occurrence ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE occurrence ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
-- JSON of `store::activities::Before`: what moving or canceling can be taken back to.
ALTER TABLE occurrence ADD COLUMN undo TEXT;

-- A date of a series is made once, however many servers make them.
CREATE UNIQUE INDEX occurrence_by_slot ON occurrence (activity, slot);
