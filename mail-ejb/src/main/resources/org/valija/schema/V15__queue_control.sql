-- What an administrator has ordered about mail that waits, and about mail that is still to come.

-- Where the row goes: its destination, or the host:port that an administrator has sent it to instead.
ALTER TABLE valija_deferred ADD COLUMN lane VARCHAR(270);
UPDATE valija_deferred SET lane = destination;
ALTER TABLE valija_deferred ALTER COLUMN lane SET NOT NULL;
DROP INDEX valija_deferred_lane;
CREATE INDEX valija_deferred_lane ON valija_deferred (lane, priority DESC, next_attempt);

-- HOLD, BOUNCE, BOUNCE_SILENTLY or CANCEL; next_attempt is in the year 9999 then, so that nobody tries the row.
ALTER TABLE valija_deferred ADD COLUMN instruction VARCHAR(16);
ALTER TABLE valija_deferred ADD COLUMN instructed_at TIMESTAMP(3) WITH TIME ZONE;
ALTER TABLE valija_deferred ADD COLUMN instructed_by VARCHAR(255);
ALTER TABLE valija_deferred ADD COLUMN instruction_reason VARCHAR(500);

-- The standing order that it waits for, with next_attempt as above.
ALTER TABLE valija_deferred ADD COLUMN paused_by BIGINT;
CREATE INDEX valija_deferred_paused_by ON valija_deferred (paused_by);

-- An empty column holds for all mail. since, ends_at, lifted_at: milliseconds since 1970.
CREATE TABLE valija_standing_order (
    id           BIGINT       NOT NULL PRIMARY KEY,
    kind         VARCHAR(16)  NOT NULL,
    destination  VARCHAR(260),
    sender       VARCHAR(330),
    stream       VARCHAR(32),
    business_key VARCHAR(200),
    reason       VARCHAR(500) NOT NULL,
    tell_sender  BOOLEAN      NOT NULL,
    ordered_by   VARCHAR(255) NOT NULL,
    since        BIGINT       NOT NULL,
    ends_at      BIGINT,
    lifted_at    BIGINT
);
INSERT INTO valija_setting_revision (name, revision) VALUES ('standing-orders', 0);
