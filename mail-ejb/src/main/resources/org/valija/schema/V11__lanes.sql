-- The deferred store by lanes: what is due of one destination, the urgent first, is found without a look at the others.

DROP INDEX valija_deferred_priority;
CREATE INDEX valija_deferred_lane ON valija_deferred (destination, priority DESC, next_attempt);

-- When something is to be decided about a row, whether its destination can be tried then or not: it expires, is late,
-- or its sender is to be told of the delay.
ALTER TABLE valija_deferred ADD COLUMN decide_by TIMESTAMP(3) WITH TIME ZONE;
UPDATE valija_deferred SET decide_by = LEAST(expires, next_attempt);
ALTER TABLE valija_deferred ALTER COLUMN decide_by SET NOT NULL;
CREATE INDEX valija_deferred_decide_by ON valija_deferred (decide_by);

-- When the sender is to be told that it is delayed; null if he was, or is not to be.
ALTER TABLE valija_deferred ADD COLUMN warn_at TIMESTAMP(3) WITH TIME ZONE;
