-- Whether it came in for our postmaster; else it was on its way out.
ALTER TABLE valija_sandbox_message ADD COLUMN for_postmaster BOOLEAN DEFAULT FALSE NOT NULL;
