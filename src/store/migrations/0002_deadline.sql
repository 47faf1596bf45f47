-- 0002_deadline.sql: a calendar must be told when a date has moved. RFC 5545 s. 3.8.7.4: SEQUENCE rises with each revision of an
-- event, and a calendar ignores a copy that is not newer. A date moves also where nothing happened to the request (a holiday was
-- proclaimed, a regime file corrected), so what was last told is kept here. Not derived from events: `foi verify` leaves it alone.

CREATE TABLE deadline (
    request   TEXT NOT NULL REFERENCES request (id),
    kind      TEXT NOT NULL,               -- answer, review, fee, ...
    day       TEXT NOT NULL CHECK (day IS date(day)),
    cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
    sequence  INTEGER NOT NULL CHECK (sequence >= 0),
    changed   TEXT NOT NULL,               -- when it was last told otherwise than before
    PRIMARY KEY (request, kind)
) STRICT, WITHOUT ROWID;
