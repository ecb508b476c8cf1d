-- The deferred store: what could not be delivered at once.

-- recipients: one on each line. lease: whose attempt is under way, until leased_until; then anyone may claim it again.
CREATE TABLE valija_deferred (
    id           VARCHAR(36)                 NOT NULL PRIMARY KEY,
    mail_id      VARCHAR(64)                 NOT NULL,
    destination  VARCHAR(260)                NOT NULL,
    reverse_path VARCHAR(330)                NOT NULL,
    recipients   TEXT                        NOT NULL,
    subject      VARCHAR(1000)               NOT NULL,
    size         BIGINT                      NOT NULL,
    queued_at    TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    expires      TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    attempts     INTEGER                     NOT NULL,
    next_attempt TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    last_error   VARCHAR(1000)               NOT NULL,
    lease        VARCHAR(36),
    leased_until TIMESTAMP(3) WITH TIME ZONE
);
CREATE INDEX valija_deferred_next_attempt ON valija_deferred (next_attempt);

-- The content, cut into pieces.
CREATE TABLE valija_deferred_piece (
    deferred_id VARCHAR(36) NOT NULL REFERENCES valija_deferred (id) ON DELETE CASCADE,
    place       INTEGER     NOT NULL,
    octets      BYTEA       NOT NULL,
    PRIMARY KEY (deferred_id, place)
);
