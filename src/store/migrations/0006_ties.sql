-- 0006_ties.sql: one letter may answer several requests; and of what several messages taught, taking one back must leave what
-- the others say, so each is kept.

-- The further requests that a message answers, besides `message.request`.
CREATE TABLE also_tied (
    message INTEGER NOT NULL REFERENCES message (id),
    request TEXT NOT NULL REFERENCES request (id),
    PRIMARY KEY (message, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX also_tied_by_request ON also_tied (request);

ALTER TABLE learnt RENAME TO learnt_once;
CREATE TABLE learnt (
    kind    TEXT NOT NULL CHECK (kind IN ('address', 'reference')),
    value   TEXT NOT NULL,
    request TEXT NOT NULL REFERENCES request (id),
    message INTEGER REFERENCES message (id) -- NULL: from the list of an adopted request
) STRICT;
INSERT INTO learnt SELECT kind, value, request, message FROM learnt_once;
DROP TABLE learnt_once;
CREATE UNIQUE INDEX learnt_by_value ON learnt (kind, value, request, coalesce(message, 0));
CREATE INDEX learnt_by_message ON learnt (message);

-- A message of several requests stands once for each.
DROP VIEW messages;
CREATE VIEW messages AS
SELECT message.key AS message_id, 'in' AS direction, message.sent AS date, coalesce(request.campaign, message.campaign) AS campaign,
       request.code AS authority, message.kind, nullif(message.tied_by, '') AS matched_by, message.sender, message.subject,
       message.attachments, message.original, tied.request
  FROM (SELECT id, request FROM message UNION ALL SELECT message, request FROM also_tied) AS tied
  JOIN message ON message.id = tied.id
  LEFT JOIN request ON request.id = tied.request
UNION ALL
SELECT letter.message_id, 'out', coalesce(letter.handed, letter.intended), request.campaign,
       request.code, letter.kind, NULL, NULL, letter.subject, NULL, letter.original, letter.request
  FROM letter JOIN request ON request.id = letter.request;
