-- What an application has laid down for a message, and what it has cancelled.

ALTER TABLE valija_deferred ADD COLUMN stream VARCHAR(32) DEFAULT 'transactional' NOT NULL;
ALTER TABLE valija_deferred ADD COLUMN business_key VARCHAR(200);

-- Whether no attempt may begin once it has expired.
ALTER TABLE valija_deferred ADD COLUMN perishable BOOLEAN DEFAULT FALSE NOT NULL;

CREATE INDEX valija_deferred_mail_id ON valija_deferred (mail_id);

-- For what was not in the deferred store when it was cancelled. A message may be cancelled more than once.
CREATE TABLE valija_cancellation (
    id           VARCHAR(36)                 NOT NULL PRIMARY KEY,
    mail_id      VARCHAR(64)                 NOT NULL,
    requested_at TIMESTAMP(3) WITH TIME ZONE NOT NULL
);
CREATE INDEX valija_cancellation_mail_id ON valija_cancellation (mail_id);
CREATE INDEX valija_cancellation_requested_at ON valija_cancellation (requested_at);
