-- 0011_taken_back.sql: "undo" took back all that people had said of a cell. It takes back one coding; what stood before stands again.

ALTER TABLE coding ADD COLUMN takes_back INTEGER REFERENCES coding (id); -- NULL beside a NULL content: takes back all before it

DROP VIEW answers;
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
     WHERE coding.takes_back IS NULL
       AND coding.id NOT IN (SELECT takes_back FROM coding WHERE takes_back IS NOT NULL)
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

DROP VIEW codings;
CREATE VIEW codings AS
SELECT coding.id AS number, request.campaign, request.code AS authority, coding.question, coding.coder, coding.at,
       json_extract(coding.content, '$.answer.state')   AS state,
       json_extract(coding.content, '$.answer.value')   AS value,
       json_extract(coding.content, '$.answer.unit')    AS unit,
       json_extract(coding.content, '$.answer.low')     AS low,
       json_extract(coding.content, '$.answer.high')    AS high,
       json_extract(coding.content, '$.evidence.words') AS words,
       message.key AS message_id, coding.request, coding.takes_back
  FROM coding
  JOIN request ON request.id = coding.request
  LEFT JOIN message ON message.id = coding.message;
