-- What destinations publish about TLS, what became of TLS sessions with them, and what others report of sessions with us.
-- Times are milliseconds since 1970.

CREATE TABLE valija_sts_policy (
    domain    VARCHAR(255)   NOT NULL PRIMARY KEY,
    policy_id VARCHAR(32)    NOT NULL,
    policy    VARCHAR(70000) NOT NULL,
    fetched   BIGINT         NOT NULL,
    expires   BIGINT         NOT NULL
);
CREATE INDEX valija_sts_policy_expires ON valija_sts_policy (expires);

-- Sessions of a day, in UTC, until they are reported. id: a digest of all but the count. counted_day: since 1970-01-01.
-- result: empty for success.
CREATE TABLE valija_tls_session (
    id          VARCHAR(64)   NOT NULL PRIMARY KEY,
    counted_day BIGINT        NOT NULL,
    domain      VARCHAR(255)  NOT NULL,
    policy_type VARCHAR(20)   NOT NULL,
    policy      VARCHAR(4000) NOT NULL,
    mx_host     VARCHAR(255)  NOT NULL,
    result      VARCHAR(40)   NOT NULL,
    address     VARCHAR(64)   NOT NULL,
    reason      VARCHAR(500)  NOT NULL,
    sessions    BIGINT        NOT NULL
);
CREATE INDEX valija_tls_session_domain ON valija_tls_session (counted_day, domain);

-- Reports that we got, one row for each policy in them. id: a digest of who has sent it and of its own id.
CREATE TABLE valija_tls_report (
    id            VARCHAR(64)  NOT NULL PRIMARY KEY,
    received      BIGINT       NOT NULL,
    organization  VARCHAR(255) NOT NULL,
    contact       VARCHAR(255) NOT NULL,
    report_id     VARCHAR(255) NOT NULL,
    begins        BIGINT       NOT NULL,
    ends          BIGINT       NOT NULL,
    policy_domain VARCHAR(255) NOT NULL,
    policy_type   VARCHAR(20)  NOT NULL,
    successes     BIGINT       NOT NULL,
    failures      BIGINT       NOT NULL
);
CREATE INDEX valija_tls_report_received ON valija_tls_report (received);

CREATE TABLE valija_tls_report_failure (
    report_row VARCHAR(64)  NOT NULL REFERENCES valija_tls_report (id) ON DELETE CASCADE,
    position   INTEGER      NOT NULL,
    result     VARCHAR(40)  NOT NULL,
    sessions   BIGINT       NOT NULL,
    sender     VARCHAR(64)  NOT NULL,
    mx_host    VARCHAR(255) NOT NULL,
    reason     VARCHAR(500) NOT NULL,
    PRIMARY KEY (report_row, position)
);
