-- 0003_killed.sql: a document that killed its reader twice must not be tried again at every ingest, so it is remembered as one
-- that kills, until the reader's version changes.
ALTER TABLE document ADD COLUMN killed INTEGER NOT NULL DEFAULT 0 CHECK (killed IN (0, 1));
