-- 0008_calendar.sql: a change of the bank holidays moves dates that people have acted upon, so it is recorded as what happens to a
-- request is: appended, never changed. `.foi/holidays.json` is the calendar in use, made of these rows; `foi verify` compares.

CREATE TABLE calendar_event (
    id       INTEGER PRIMARY KEY,
    day      TEXT NOT NULL CHECK (day IS date(day)),      -- of the fetch
    recorded TEXT NOT NULL,
    source   TEXT NOT NULL CHECK (source <> ''),
    changes  TEXT NOT NULL CHECK (json_valid(changes)),   -- days added or taken out
    moved    TEXT NOT NULL CHECK (json_valid(moved))      -- open requests whose last day became another
) STRICT;

CREATE TRIGGER calendar_event_is_never_changed BEFORE UPDATE ON calendar_event
BEGIN SELECT RAISE(ABORT, 'events are append-only: the next update corrects'); END;
CREATE TRIGGER calendar_event_is_never_deleted BEFORE DELETE ON calendar_event
BEGIN SELECT RAISE(ABORT, 'events are append-only: the next update corrects'); END;

-- What is to be done on a day, as it was last listed: a cache, good while what it was made of is what is there (`made_of` is a
-- hash of the campaign file, the law, the holidays, the last event). Nothing dated is the truth; `foi verify` makes it again.
CREATE TABLE agenda (
    campaign TEXT PRIMARY KEY REFERENCES campaign (name),
    day      TEXT NOT NULL CHECK (day IS date(day)),
    made_of  TEXT NOT NULL,
    content  TEXT NOT NULL CHECK (json_valid(content))
) STRICT, WITHOUT ROWID;
