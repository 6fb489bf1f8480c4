-- The day's best results of quizzes, without names. One row: JSON of model::scores::DayScores.
CREATE TABLE scores (
    day TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

-- What the server counts for the centre's figures, as last fetched.
CREATE TABLE figures (
    centre TEXT PRIMARY KEY,
    etag TEXT,
    body TEXT NOT NULL,
    fetched_at TEXT NOT NULL
);
