-- What people ask about an activity, and its overflow plan: JSON of `model::activity::ActivityDetails` and
-- `model::overflow::OverflowPlan`.
ALTER TABLE activity ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
ALTER TABLE activity ADD COLUMN plan TEXT NOT NULL DEFAULT '{}';
