-- Keys that sign outbound mail, and who has given us a message, which decides for whom it may be signed.

-- public_key: as in the DNS record. private_key: PKCS#8 in Base64. state_since, record_seen: milliseconds since 1970.
CREATE TABLE valija_dkim_key (
    id          BIGINT        NOT NULL PRIMARY KEY,
    domain      VARCHAR(255)  NOT NULL,
    selector    VARCHAR(63)   NOT NULL,
    algorithm   VARCHAR(16)   NOT NULL,
    bits        INTEGER       NOT NULL,
    public_key  VARCHAR(2000) NOT NULL,
    private_key VARCHAR(8000) NOT NULL,
    state       VARCHAR(16)   NOT NULL,
    state_since BIGINT        NOT NULL,
    record_seen BIGINT,
    CONSTRAINT valija_dkim_key_name UNIQUE (domain, selector)
);
INSERT INTO valija_setting_revision (name, revision) VALUES ('dkim-keys', 0);

-- What was deferred before this was kept counts as a stranger's, and is not signed.
ALTER TABLE valija_deferred ADD COLUMN submitter VARCHAR(16) DEFAULT 'STRANGER' NOT NULL;
