-- 0010_sent_copy.sql: where the provider does not keep a copy of what went, we put one into the Sent folder; once, though we may be
-- stopped between the server's answer and the copy. A letter without a line here is looked for in the folder before it is put there.

CREATE TABLE sent_copy (
    message_id TEXT PRIMARY KEY REFERENCES letter (message_id),
    account    TEXT NOT NULL,               -- as named in foi.toml
    at         TEXT NOT NULL,
    how        TEXT NOT NULL CHECK (how IN ('appended', 'was there'))
) STRICT, WITHOUT ROWID;
