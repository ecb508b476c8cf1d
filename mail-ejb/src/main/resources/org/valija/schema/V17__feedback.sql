-- What comes back: the keys of return addresses, what has left under them, what was heard of it, and who gets no more mail.

-- id: as in the addresses, 0 to 255. secret: 32 octets in Base64. signs_from: milliseconds since 1970.
CREATE TABLE valija_return_key (
    id         INTEGER     NOT NULL PRIMARY KEY,
    secret     VARCHAR(64) NOT NULL,
    signs_from BIGINT      NOT NULL
);
INSERT INTO valija_setting_revision (name, revision) VALUES ('return-keys', 0);

-- recipients: one on each line.
CREATE TABLE valija_departure (
    id           VARCHAR(36)                 NOT NULL PRIMARY KEY,
    mail_id      VARCHAR(64)                 NOT NULL,
    recipients   TEXT                        NOT NULL,
    stream       VARCHAR(32)                 NOT NULL,
    business_key VARCHAR(200),
    reverse_path VARCHAR(400)                NOT NULL,
    queued_at    TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    left_at      TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    attempts     INTEGER                     NOT NULL
);
CREATE INDEX valija_departure_mail_id ON valija_departure (mail_id);
CREATE INDEX valija_departure_left_at ON valija_departure (left_at);

-- verdict: what it is. recipient and stream: empty where nobody could say.
CREATE TABLE valija_feedback (
    id           VARCHAR(36)                 NOT NULL PRIMARY KEY,
    heard_at     TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    verdict      VARCHAR(16)                 NOT NULL,
    mail_id      VARCHAR(64)                 NOT NULL,
    recipient    VARCHAR(400)                NOT NULL,
    stream       VARCHAR(32)                 NOT NULL,
    business_key VARCHAR(200),
    status       VARCHAR(16),
    reporter     VARCHAR(255)                NOT NULL,
    detail       VARCHAR(500)                NOT NULL
);
CREATE INDEX valija_feedback_heard_at ON valija_feedback (heard_at);
CREATE INDEX valija_feedback_recipient ON valija_feedback (recipient, stream, heard_at);

-- address: in lower case. stream: a name, or * for all. expires: null for never.
CREATE TABLE valija_suppression (
    id      VARCHAR(36)                 NOT NULL PRIMARY KEY,
    address VARCHAR(400)                NOT NULL,
    stream  VARCHAR(32)                 NOT NULL,
    reason  VARCHAR(16)                 NOT NULL,
    detail  VARCHAR(500)                NOT NULL,
    since   TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    expires TIMESTAMP(3) WITH TIME ZONE,
    mail_id VARCHAR(64),
    CONSTRAINT valija_suppression_address UNIQUE (address, stream)
);
CREATE INDEX valija_suppression_since ON valija_suppression (since);
CREATE INDEX valija_suppression_expires ON valija_suppression (expires);
