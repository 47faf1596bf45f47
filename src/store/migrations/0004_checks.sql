-- 0004_checks.sql: what people say *about* cells stands apart from what settles them. An audit's verdict counts for the error
-- rate even after the cell was put right, and blind codings must not reach the ledger or each other before they are compared.

CREATE TABLE verdict (
    id       INTEGER PRIMARY KEY,
    request  TEXT NOT NULL REFERENCES request (id),
    question TEXT NOT NULL,
    auditor  TEXT NOT NULL CHECK (auditor <> ''),
    at       TEXT NOT NULL,
    is_right INTEGER CHECK (is_right IN (0, 1)),      -- NULL: takes back what this auditor said before
    answer   TEXT NOT NULL CHECK (json_valid(answer)) -- the answer that was audited; a later reading needs another look
) STRICT;
CREATE INDEX verdict_by_request ON verdict (request, question, id);

CREATE TRIGGER verdict_is_never_changed BEFORE UPDATE ON verdict
BEGIN SELECT RAISE(ABORT, 'verdicts are append-only: say it again'); END;
CREATE TRIGGER verdict_is_never_deleted BEFORE DELETE ON verdict
BEGIN SELECT RAISE(ABORT, 'a verdict is never deleted'); END;

CREATE TABLE blind_coding (
    id       INTEGER PRIMARY KEY,
    request  TEXT NOT NULL REFERENCES request (id),
    question TEXT NOT NULL,
    coder    TEXT NOT NULL CHECK (coder <> ''),
    at       TEXT NOT NULL,
    answer   TEXT CHECK (answer IS NULL OR json_valid(answer)) -- NULL: takes back what this coder said before
) STRICT;
CREATE INDEX blind_coding_by_request ON blind_coding (request, question, id);

CREATE TRIGGER blind_coding_is_never_changed BEFORE UPDATE ON blind_coding
BEGIN SELECT RAISE(ABORT, 'codings are append-only: code the cell again'); END;
CREATE TRIGGER blind_coding_is_never_deleted BEFORE DELETE ON blind_coding
BEGIN SELECT RAISE(ABORT, 'a coding is never deleted'); END;
