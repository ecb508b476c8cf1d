-- What an administrator sets, and the sandbox mailbox.
-- The SQL is that of H2 2 and of PostgreSQL alike: BYTEA and TEXT are known to both.

-- One row for each kind of setting. A change locks the row and counts it up, so that changes of one kind happen one
-- after the other, on any node. 0: nothing was ever set, the first start puts the defaults in.
CREATE TABLE valija_setting_revision (
    name     VARCHAR(32) NOT NULL PRIMARY KEY,
    revision BIGINT      NOT NULL
);
INSERT INTO valija_setting_revision (name, revision) VALUES ('listeners', 0);
INSERT INTO valija_setting_revision (name, revision) VALUES ('relay-rules', 0);
INSERT INTO valija_setting_revision (name, revision) VALUES ('routes', 0);

CREATE SEQUENCE valija_setting_seq START WITH 1 INCREMENT BY 1;

CREATE TABLE valija_listener (
    name             VARCHAR(32) NOT NULL PRIMARY KEY,
    kind             VARCHAR(16) NOT NULL,
    address          VARCHAR(64) NOT NULL,
    port             INTEGER     NOT NULL,
    enabled          BOOLEAN     NOT NULL,
    max_message_size BIGINT      NOT NULL,
    max_recipients   INTEGER     NOT NULL
);

CREATE TABLE valija_relay_rule (
    id               BIGINT      NOT NULL PRIMARY KEY,
    place            INTEGER     NOT NULL,
    listener         VARCHAR(32),
    client_network   VARCHAR(64),
    authenticated    BOOLEAN,
    sender_domain    VARCHAR(260),
    recipient_domain VARCHAR(260),
    action           VARCHAR(16) NOT NULL,
    refusal          VARCHAR(200)
);

CREATE TABLE valija_route (
    id               BIGINT       NOT NULL PRIMARY KEY,
    place            INTEGER      NOT NULL,
    recipient_domain VARCHAR(260) NOT NULL,
    kind             VARCHAR(16)  NOT NULL,
    host             VARCHAR(255),
    port             INTEGER      NOT NULL,
    tls              VARCHAR(16)  NOT NULL,
    login            VARCHAR(255),
    login_password   VARCHAR(255)
);

CREATE TABLE valija_switch (
    name    VARCHAR(32) NOT NULL PRIMARY KEY,
    enabled BOOLEAN     NOT NULL
);

CREATE SEQUENCE valija_sandbox_seq START WITH 1 INCREMENT BY 1;

-- recipients: one on each line. Ids grow with time.
CREATE TABLE valija_sandbox_message (
    id           BIGINT                      NOT NULL PRIMARY KEY,
    delivered_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    sender       VARCHAR(330)                NOT NULL,
    recipients   TEXT                        NOT NULL,
    subject      VARCHAR(1000)               NOT NULL,
    size         BIGINT                      NOT NULL
);

-- The source, cut into pieces: so it streams in and out of any database without LOB locators, and a piece is all of it
-- that is ever in memory.
CREATE TABLE valija_sandbox_piece (
    message_id BIGINT  NOT NULL REFERENCES valija_sandbox_message (id) ON DELETE CASCADE,
    place      INTEGER NOT NULL,
    octets     BYTEA   NOT NULL,
    PRIMARY KEY (message_id, place)
);
