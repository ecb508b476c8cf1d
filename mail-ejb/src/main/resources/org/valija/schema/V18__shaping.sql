-- How much mail sites are given, where it leaves from, and how much anybody may send.

-- age, rate, pauses: as they are written. replies: one on each line.
CREATE TABLE valija_shaping_rule (
    id               BIGINT        NOT NULL PRIMARY KEY,
    place            INTEGER       NOT NULL,
    mx_host          VARCHAR(260),
    recipient_domain VARCHAR(260),
    stream           VARCHAR(32),
    connections      INTEGER,
    messages         INTEGER,
    age              VARCHAR(16),
    rate             VARCHAR(32),
    recipients       INTEGER,
    first_pause      VARCHAR(16),
    longest_pause    VARCHAR(16),
    replies          VARCHAR(16000) NOT NULL
);
INSERT INTO valija_setting_revision (name, revision) VALUES ('shaping-rules', 0);

-- rate: as it is written.
CREATE TABLE valija_sending_limit (
    id               BIGINT       NOT NULL PRIMARY KEY,
    place            INTEGER      NOT NULL,
    sender           VARCHAR(400),
    user_name        VARCHAR(255),
    recipient_domain VARCHAR(260),
    stream           VARCHAR(32),
    rate             VARCHAR(32)  NOT NULL,
    each_sender      BOOLEAN      NOT NULL
);
INSERT INTO valija_setting_revision (name, revision) VALUES ('sending-limits', 0);

-- daily_limit: null for none.
CREATE TABLE valija_source (
    id          BIGINT       NOT NULL PRIMARY KEY,
    place       INTEGER      NOT NULL,
    stream      VARCHAR(32)  NOT NULL,
    address     VARCHAR(64)  NOT NULL,
    hostname    VARCHAR(255) NOT NULL,
    weight      INTEGER      NOT NULL,
    daily_limit INTEGER
);
INSERT INTO valija_setting_revision (name, revision) VALUES ('sources', 0);

-- What is due of one lane and stream, the urgent first: streams do not wait for each other.
DROP INDEX valija_deferred_lane;
CREATE INDEX valija_deferred_lane ON valija_deferred (lane, stream, priority DESC, next_attempt);

-- Who had logged in when the message came; null if nobody had. It may be longer than what a limit can name.
ALTER TABLE valija_deferred ADD COLUMN submitter_user VARCHAR(1000);
