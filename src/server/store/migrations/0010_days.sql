-- What staff say a day is; `model::day_class::DayMark` by its key. Days without a mark are as the almanac knows them.
CREATE TABLE day_mark (
    centre TEXT NOT NULL,
    day    TEXT NOT NULL,
    mark   TEXT NOT NULL,
    PRIMARY KEY (centre, day)
);
