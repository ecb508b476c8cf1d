-- Room for the longest reverse-path: 64 octets of a local part, each with a backslash before it, in quotes, and 255 of a
-- domain.
ALTER TABLE valija_deferred ALTER COLUMN reverse_path SET DATA TYPE VARCHAR(400);
