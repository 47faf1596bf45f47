-- 0001_store.sql: the whole road needs a place: originals before anything reads them, requests, events, messages, cells.
-- Dates are ISO days (in law, in the United Kingdom), times RFC 3339; hashes are SHA-256 in lower-case hex.

-- The bytes as received or as sent, named by their hash, never changed.
CREATE TABLE original (
    hash    TEXT PRIMARY KEY CHECK (length(hash) = 64),
    size    INTEGER NOT NULL CHECK (size >= 0),
    content BLOB NOT NULL CHECK (length(content) = size)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER original_is_never_changed BEFORE UPDATE ON original
BEGIN SELECT RAISE(ABORT, 'an original is never changed'); END;
CREATE TRIGGER original_is_never_deleted BEFORE DELETE ON original
BEGIN SELECT RAISE(ABORT, 'an original is never deleted'); END;

-- A campaign as it was when its frame was frozen.
CREATE TABLE campaign (
    name   TEXT PRIMARY KEY CHECK (name <> ''),
    frozen TEXT NOT NULL,                 -- when
    frame  TEXT NOT NULL CHECK (json_valid(frame)),
    digest TEXT NOT NULL                  -- of the frame, so that a change in the folder is noticed
) STRICT;

-- One campaign x one authority.
CREATE TABLE request (
    id       TEXT PRIMARY KEY,            -- campaign/CODE
    campaign TEXT NOT NULL REFERENCES campaign (name),
    code     TEXT NOT NULL,
    place    INTEGER NOT NULL,            -- in the frame's order
    token    TEXT NOT NULL UNIQUE,
    email    TEXT NOT NULL,
    domain   TEXT NOT NULL,
    UNIQUE (campaign, code)
) STRICT;
CREATE INDEX request_by_email ON request (email);
CREATE INDEX request_by_domain ON request (domain);

-- What happened. Append-only: a mistake is put right by another event.
CREATE TABLE event (
    id       INTEGER PRIMARY KEY,
    request  TEXT NOT NULL REFERENCES request (id),
    day      TEXT NOT NULL CHECK (day IS date(day)),
    recorded TEXT NOT NULL,
    source   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    what     TEXT NOT NULL CHECK (json_valid(what))
) STRICT;
CREATE INDEX event_by_request ON event (request, id);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only: correct one with another'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only: correct one with another'); END;

-- A letter of ours. Its Message-ID and bytes are fixed before the hand-over; `handed` says that it went.
CREATE TABLE letter (
    message_id TEXT PRIMARY KEY,
    request    TEXT NOT NULL REFERENCES request (id),
    kind       TEXT NOT NULL,
    nth        INTEGER NOT NULL CHECK (nth >= 0),
    original   TEXT NOT NULL REFERENCES original (hash),
    recipient  TEXT NOT NULL,
    subject    TEXT NOT NULL,
    intended   TEXT NOT NULL,
    handed     TEXT,
    UNIQUE (request, nth)
) STRICT;
CREATE INDEX letter_by_original ON letter (original);

-- Message-IDs under which a request is known besides our letters': those of requests sent by other means.
CREATE TABLE known_id (
    message_id TEXT PRIMARY KEY,
    request    TEXT NOT NULL REFERENCES request (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_id_by_request ON known_id (request);

-- A message that came in.
CREATE TABLE message (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,      -- its Message-ID, or the hash of its bytes where it has none
    original   TEXT NOT NULL UNIQUE REFERENCES original (hash),
    campaign   TEXT NOT NULL REFERENCES campaign (name),  -- into which it was ingested
    sent       TEXT,
    day        TEXT CHECK (day IS NULL OR day IS date(day)),
    sender     TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    subject    TEXT NOT NULL,
    kind       TEXT NOT NULL,             -- as last read, or as a person said
    reading    TEXT NOT NULL CHECK (json_valid(reading)),
    attachments INTEGER NOT NULL,
    blemishes  TEXT NOT NULL CHECK (json_valid(blemishes)),
    request    TEXT REFERENCES request (id),   -- NULL: in the holding pen
    tied_by    TEXT NOT NULL,
    tie        TEXT NOT NULL CHECK (json_valid(tie))  -- the reasons, or the candidates
) STRICT;
CREATE INDEX message_by_request ON message (request, sent);
CREATE INDEX message_in_pen ON message (campaign) WHERE request IS NULL;

-- The same mail by another route: the bytes are kept, the message is one.
CREATE TABLE copy (
    original TEXT PRIMARY KEY REFERENCES original (hash),
    message  INTEGER NOT NULL REFERENCES message (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX copy_by_message ON copy (message);

-- Bytes that are kept and are no reply: a copy of our own letter, found in a Sent folder.
CREATE TABLE set_aside (
    original TEXT PRIMARY KEY REFERENCES original (hash),
    reason   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What an attachment became, by its hash and the version of the reader: reading again is free.
CREATE TABLE document (
    hash    TEXT NOT NULL,
    version INTEGER NOT NULL,
    state   TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    PRIMARY KEY (hash, version)
) STRICT, WITHOUT ROWID;

-- Which attachments a message has; their bytes are found again in the message's original.
CREATE TABLE attachment (
    message INTEGER NOT NULL REFERENCES message (id),
    number  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    media_type TEXT NOT NULL,
    hash    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    state   TEXT NOT NULL,                -- what the document layer could make of it
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_by_hash ON attachment (hash);

-- The words of everything received, for search.
CREATE VIRTUAL TABLE words USING fts5 (subject, body, attachments, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2");

-- What the reader suggests; one row a reading, the newest of a message counts.
CREATE TABLE proposal (
    id       INTEGER PRIMARY KEY,
    request  TEXT NOT NULL REFERENCES request (id),
    question TEXT NOT NULL,
    message  INTEGER NOT NULL REFERENCES message (id),
    version  INTEGER NOT NULL,            -- of the reader
    recorded TEXT NOT NULL,
    content  TEXT NOT NULL CHECK (json_valid(content)),
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))  -- a later reading, or another tie, took it back
) STRICT;
CREATE INDEX proposal_by_request ON proposal (request, question, id);
CREATE INDEX proposal_by_message ON proposal (message);

-- Who settled a cell, when, and as what. Append-only: the newest standing one counts, what stood before is still here.
CREATE TABLE coding (
    id       INTEGER PRIMARY KEY,
    request  TEXT NOT NULL REFERENCES request (id),
    question TEXT NOT NULL,
    coder    TEXT NOT NULL CHECK (coder <> ''),
    at       TEXT NOT NULL,
    content  TEXT CHECK (content IS NULL OR json_valid(content)), -- NULL: takes back what this coder said before
    message  INTEGER REFERENCES message (id)
) STRICT;
CREATE INDEX coding_by_request ON coding (request, question, id);

CREATE TRIGGER coding_is_never_changed BEFORE UPDATE ON coding
BEGIN SELECT RAISE(ABORT, 'codings are append-only: settle the cell again'); END;
CREATE TRIGGER coding_is_never_deleted BEFORE DELETE ON coding
BEGIN SELECT RAISE(ABORT, 'codings are append-only: settle the cell again'); END;

-- Addresses and references that a certain tie, or the list of an adopted request, has taught.
CREATE TABLE learnt (
    kind    TEXT NOT NULL CHECK (kind IN ('address', 'reference')),
    value   TEXT NOT NULL,
    request TEXT NOT NULL REFERENCES request (id),
    message INTEGER REFERENCES message (id), -- NULL: from the list of an adopted request
    PRIMARY KEY (kind, value, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX learnt_by_message ON learnt (message);

-- Folded from events; `foi verify` rebuilds and compares.
CREATE TABLE progress (
    request TEXT PRIMARY KEY REFERENCES request (id),
    content TEXT NOT NULL CHECK (json_valid(content))
) STRICT;
