-- What the client asked for a message and for its recipients, and in which order the store is worked off.

-- As parameters of MAIL; and as parameters of RCPT, a line for each of the recipients. Empty: nothing was asked for.
ALTER TABLE valija_deferred ADD COLUMN options VARCHAR(1000) DEFAULT '' NOT NULL;
ALTER TABLE valija_deferred ADD COLUMN recipient_options TEXT DEFAULT '' NOT NULL;

-- -9 to 9 (RFC 6710).
ALTER TABLE valija_deferred ADD COLUMN priority INTEGER DEFAULT 0 NOT NULL;
CREATE INDEX valija_deferred_priority ON valija_deferred (priority DESC, next_attempt);
