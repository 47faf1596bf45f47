-- 0009_mailboxes.sql: a mailbox is read by IMAP again and again, stopped and gone on with: how far each folder was read stands
-- here, written in the transaction that keeps the mails themselves.

CREATE TABLE mailbox_folder (
    account      TEXT NOT NULL,
    folder       TEXT NOT NULL,              -- as the server writes it
    uid_validity INTEGER NOT NULL,           -- another one means that the server has numbered anew
    last_uid     INTEGER NOT NULL,           -- every mail up to here was taken, was here, or is in mailbox_left
    read_at      TEXT NOT NULL,
    PRIMARY KEY (account, folder)
) STRICT, WITHOUT ROWID;

-- Mails that were fetched, by a hash of their size and naming headers: numbered anew, or moved to another folder, they cost a
-- look-up and no body.
CREATE TABLE mailbox_mail (
    account TEXT NOT NULL,
    sign    TEXT NOT NULL,
    PRIMARY KEY (account, sign)
) STRICT, WITHOUT ROWID;

-- Mails that the server would not give, or that are too large: tried again by each run, and told each time.
CREATE TABLE mailbox_left (
    account      TEXT NOT NULL,
    folder       TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    uid          INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    PRIMARY KEY (account, folder, uid)
) STRICT, WITHOUT ROWID;
