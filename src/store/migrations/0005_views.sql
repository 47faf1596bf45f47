-- 0005_views.sql: datasette, sqlite-utils and `foi sql` want names that stay while the tables below change (docs/store.md).
-- A view decides nothing of its own: `answers` says by the rule of ledger::settle what stands of all that has come in, whatever
-- the day. The campaign's closing date and the clock are no part of the store; `foi answers` and `foi export` apply them.

CREATE VIEW authorities AS
SELECT campaign.name                                AS campaign,
       json_extract(member.value, '$.code')         AS authority,
       json_extract(member.value, '$.name')         AS name,
       nullif(json_extract(member.value, '$.kind'), '')   AS kind,
       nullif(json_extract(member.value, '$.region'), '') AS region,
       json_extract(member.value, '$.variables')    AS variables
  FROM campaign, json_each(campaign.frame, '$.members') AS member;

CREATE VIEW requests AS
SELECT request.campaign, request.code AS authority, authorities.name, authorities.kind, authorities.region, request.token,
       json_extract(progress.content, '$.disposition')  AS state,
       json_extract(progress.content, '$.sent')         AS sent,
       json_extract(progress.content, '$.first_answer') AS replied,
       json_extract(progress.content, '$.closed')       AS closed,
       request.id AS request
  FROM request
  LEFT JOIN progress ON progress.request = request.id
  LEFT JOIN authorities ON authorities.campaign = request.campaign AND authorities.authority = request.code;

CREATE VIEW events AS
SELECT event.id AS number, request.campaign, request.code AS authority, event.day AS date, event.recorded, event.kind,
       event.source, event.what AS detail, event.request
  FROM event JOIN request ON request.id = event.request;

CREATE VIEW messages AS
SELECT message.key AS message_id, 'in' AS direction, message.sent AS date, coalesce(request.campaign, message.campaign) AS campaign,
       request.code AS authority, message.kind, nullif(message.tied_by, '') AS matched_by, message.sender, message.subject,
       message.attachments, message.original, message.request
  FROM message LEFT JOIN request ON request.id = message.request
UNION ALL
SELECT letter.message_id, 'out', coalesce(letter.handed, letter.intended), request.campaign,
       request.code, letter.kind, NULL, NULL, letter.subject, NULL, letter.original, letter.request
  FROM letter JOIN request ON request.id = letter.request;

CREATE VIEW attachments AS
SELECT message.key AS message_id, attachment.number, attachment.name, attachment.media_type, attachment.size, attachment.state,
       attachment.hash
  FROM attachment JOIN message ON message.id = attachment.message;

CREATE VIEW originals AS
SELECT hash, size FROM original;

-- What the reader suggested, of every reading that was not taken back.
CREATE VIEW proposals AS
SELECT proposal.id AS number, request.campaign, request.code AS authority, proposal.question,
       json_extract(proposal.content, '$.state')             AS state,
       json_extract(proposal.content, '$.value')             AS value,
       json_extract(proposal.content, '$.unit')              AS unit,
       json_extract(proposal.content, '$.low')               AS low,
       json_extract(proposal.content, '$.high')              AS high,
       json_extract(proposal.content, '$.confidence')        AS confidence,
       json_extract(proposal.content, '$.accepted')          AS accepted,
       json_extract(proposal.content, '$.evidence.words')    AS words,
       json_extract(proposal.content, '$.evidence.document') AS document,
       json_extract(proposal.content, '$.evidence.original') AS original,
       message.key AS message_id, message.day AS date, proposal.recorded, proposal.request
  FROM proposal
  JOIN request ON request.id = proposal.request
  JOIN message ON message.id = proposal.message
 WHERE proposal.withdrawn = 0;

-- What people settled, oldest first; a row without a state takes back what its coder said before.
CREATE VIEW codings AS
SELECT coding.id AS number, request.campaign, request.code AS authority, coding.question, coding.coder, coding.at,
       json_extract(coding.content, '$.answer.state')   AS state,
       json_extract(coding.content, '$.answer.value')   AS value,
       json_extract(coding.content, '$.answer.unit')    AS unit,
       json_extract(coding.content, '$.answer.low')     AS low,
       json_extract(coding.content, '$.answer.high')    AS high,
       json_extract(coding.content, '$.evidence.words') AS words,
       message.key AS message_id, coding.request
  FROM coding
  JOIN request ON request.id = coding.request
  LEFT JOIN message ON message.id = coding.message;

-- One row a request and question of which anything was read or said.
CREATE VIEW answers AS
WITH read AS (
    SELECT proposal.request, proposal.question, proposal.content, proposal.recorded, message.key,
           row_number() OVER (
               PARTITION BY proposal.request, proposal.question
               ORDER BY json_extract(proposal.content, '$.state') IN ('not answered', 'no reply'),
                        message.sent DESC, proposal.id DESC) AS place
      FROM proposal JOIN message ON message.id = proposal.message
     WHERE proposal.withdrawn = 0
), said AS (
    SELECT coding.request, coding.question, coding.content, coding.coder, coding.at, message.key,
           row_number() OVER (PARTITION BY coding.request, coding.question ORDER BY coding.id DESC) AS place
      FROM coding LEFT JOIN message ON message.id = coding.message
), cell AS (
    SELECT request, question FROM read UNION SELECT request, question FROM said WHERE content IS NOT NULL
), stands AS (
    SELECT cell.request, cell.question,
           CASE WHEN said.content IS NOT NULL THEN json_extract(said.content, '$.answer')
                WHEN json_extract(read.content, '$.accepted') THEN read.content END AS answer,
           CASE WHEN said.content IS NOT NULL THEN json_extract(said.content, '$.evidence')
                WHEN json_extract(read.content, '$.accepted') THEN json_extract(read.content, '$.evidence') END AS evidence,
           CASE WHEN said.content IS NOT NULL THEN said.coder
                WHEN json_extract(read.content, '$.accepted') THEN 'reader' END AS settled_by,
           CASE WHEN said.content IS NOT NULL THEN said.at
                WHEN json_extract(read.content, '$.accepted') THEN read.recorded END AS settled_at,
           CASE WHEN said.content IS NOT NULL THEN said.key ELSE read.key END AS message_id,
           read.content AS proposal
      FROM cell
      LEFT JOIN read ON read.request = cell.request AND read.question = cell.question AND read.place = 1
      LEFT JOIN said ON said.request = cell.request AND said.question = cell.question AND said.place = 1
)
SELECT request.campaign, request.code AS authority, stands.question,
       coalesce(json_extract(stands.answer, '$.state'),
                CASE WHEN json_extract(stands.proposal, '$.state') IN ('not answered', 'no reply')
                     THEN json_extract(stands.proposal, '$.state') ELSE 'unclear' END) AS state,
       json_extract(stands.answer, '$.value')      AS value,
       json_extract(stands.answer, '$.unit')       AS unit,
       json_extract(stands.answer, '$.low')        AS low,
       json_extract(stands.answer, '$.high')       AS high,
       json_extract(stands.answer, '$.qualifier')  AS qualifier,
       json_extract(stands.answer, '$.period')     AS period,
       json_extract(stands.answer, '$.parts')      AS parts,
       json_extract(stands.answer, '$.series')     AS series,
       json_extract(stands.answer, '$.exemptions') AS exemptions,
       stands.settled_by,
       stands.settled_at,
       CASE WHEN stands.settled_by = 'reader' THEN json_extract(stands.proposal, '$.confidence') END AS confidence,
       json_extract(stands.evidence, '$.words')    AS words,
       json_extract(stands.evidence, '$.document') AS document,
       json_extract(stands.evidence, '$.at')       AS at,
       json_extract(stands.evidence, '$.original') AS original,
       stands.message_id,
       CASE WHEN stands.settled_by IS NULL THEN json_extract(stands.proposal, '$.state') END AS proposed_state,
       CASE WHEN stands.settled_by IS NULL THEN json_extract(stands.proposal, '$.value') END AS proposed_value,
       CASE WHEN stands.settled_by IS NULL THEN json_extract(stands.proposal, '$.evidence.words') END AS proposed_words,
       stands.request
  FROM stands JOIN request ON request.id = stands.request;
