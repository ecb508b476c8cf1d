-- As whom users may send. senders: separated by spaces.
CREATE TABLE valija_sender_rule (
    id        BIGINT        NOT NULL PRIMARY KEY,
    place     INTEGER       NOT NULL,
    user_name VARCHAR(255),
    role_name VARCHAR(255),
    senders   VARCHAR(4000) NOT NULL
);
INSERT INTO valija_setting_revision (name, revision) VALUES ('sender-rules', 0);

-- Who has set up Valija before there were such rules goes on as before, by a rule that the console shows.
INSERT INTO valija_sender_rule (id, place, senders)
    SELECT NEXTVAL('valija_setting_seq'), 0, '*' FROM valija_setting_revision
    WHERE name = 'listeners' AND revision > 0;
