-- Whether clients of a listener are asked for a certificate.
ALTER TABLE valija_listener ADD COLUMN asks_certificate BOOLEAN DEFAULT FALSE NOT NULL;
