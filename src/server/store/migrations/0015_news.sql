-- Whether anything is new is asked every few seconds: what came last is found without reading what came before.
CREATE INDEX question_by_time ON question (centre, received_at);
CREATE INDEX answer_read_by_time ON answer_read (centre, received_at);
