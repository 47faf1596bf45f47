-- 0012_wording.sql: the questions of campaign.toml may be worded otherwise after letters have gone; what a reply answers is the
-- wording that its request was sent. Each wording that ever went is kept once, and each request knows which it was sent.

CREATE TABLE wording (
    campaign  TEXT NOT NULL REFERENCES campaign (name),
    version   INTEGER NOT NULL CHECK (version > 0),
    recorded  TEXT NOT NULL,
    questions TEXT NOT NULL CHECK (json_valid(questions)),
    PRIMARY KEY (campaign, version)
) STRICT;

CREATE TABLE asked (
    id       INTEGER PRIMARY KEY,
    request  TEXT NOT NULL REFERENCES request (id),
    letter   TEXT NOT NULL,               -- its Message-ID; empty where it was adopted or went by other means than mail
    version  INTEGER NOT NULL,
    recorded TEXT NOT NULL,
    UNIQUE (request, letter)
) STRICT;

CREATE TRIGGER wording_is_never_changed BEFORE UPDATE ON wording
BEGIN SELECT RAISE(ABORT, 'what was asked stays as it was asked: the next wording is another version'); END;
CREATE TRIGGER wording_is_never_deleted BEFORE DELETE ON wording
BEGIN SELECT RAISE(ABORT, 'what was asked is never deleted'); END;
