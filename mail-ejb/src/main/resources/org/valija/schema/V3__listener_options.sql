-- What else may be set for a listener. Extensions and networks are separated by spaces.
ALTER TABLE valija_listener ADD COLUMN withheld VARCHAR(400) DEFAULT '' NOT NULL;
ALTER TABLE valija_listener ADD COLUMN line_breaks VARCHAR(16) DEFAULT 'STRICT' NOT NULL;
ALTER TABLE valija_listener ADD COLUMN proxy_networks VARCHAR(4000) DEFAULT '' NOT NULL;
ALTER TABLE valija_listener ADD COLUMN xclient_networks VARCHAR(4000) DEFAULT '' NOT NULL;
