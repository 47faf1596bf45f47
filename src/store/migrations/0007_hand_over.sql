-- 0007_hand_over.sql: a server can fail in the middle of taking a letter, so each try is written down before it begins and
-- again when it ends. A `begun` with nothing after it is a try that was cut short: handed over, answer unknown.

CREATE TABLE hand_over (
    id         INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES letter (message_id),
    account    TEXT NOT NULL,               -- as named in foi.toml; empty where a person or a mail told
    at         TEXT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN
                   ('begun', 'accepted', 'put off', 'refused', 'barred', 'not begun', 'unknown', 'by hand', 'went', 'never went')),
    words      TEXT NOT NULL                -- the server's, or the reason
) STRICT;
CREATE INDEX hand_over_by_letter ON hand_over (message_id, id);
CREATE INDEX hand_over_by_time ON hand_over (account, at) WHERE outcome = 'accepted';

CREATE TRIGGER hand_over_is_never_changed BEFORE UPDATE ON hand_over
BEGIN SELECT RAISE(ABORT, 'what came of a try is written down once: add another line'); END;
CREATE TRIGGER hand_over_is_never_deleted BEFORE DELETE ON hand_over
BEGIN SELECT RAISE(ABORT, 'what came of a try is never deleted'); END;
