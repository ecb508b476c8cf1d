-- Routes by sender, stream and size, to several smart hosts, with pinned certificates, access tokens and a schedule of their own.

-- hosts: host:port, with spaces between them; pins likewise.
ALTER TABLE valija_route ADD COLUMN hosts VARCHAR(6000) DEFAULT '' NOT NULL;
UPDATE valija_route
    SET hosts = CASE WHEN host LIKE '%:%' THEN '[' || host || ']' ELSE host END || ':' || CAST(port AS VARCHAR(5))
    WHERE host IS NOT NULL;
ALTER TABLE valija_route DROP COLUMN host;
ALTER TABLE valija_route DROP COLUMN port;
ALTER TABLE valija_route ADD COLUMN host_order VARCHAR(16) DEFAULT 'IN_ORDER' NOT NULL;
ALTER TABLE valija_route ADD COLUMN pins VARCHAR(2000) DEFAULT '' NOT NULL;

-- Null: any.
ALTER TABLE valija_route ADD COLUMN sender VARCHAR(400);
ALTER TABLE valija_route ADD COLUMN mail_stream VARCHAR(32);
ALTER TABLE valija_route ADD COLUMN min_size BIGINT DEFAULT 0 NOT NULL;

-- Null: the login is by a password.
ALTER TABLE valija_route ADD COLUMN token_grant VARCHAR(32);
ALTER TABLE valija_route ADD COLUMN token_url VARCHAR(1000);
ALTER TABLE valija_route ADD COLUMN client_id VARCHAR(255);
ALTER TABLE valija_route ADD COLUMN client_secret VARCHAR(4000);
ALTER TABLE valija_route ADD COLUMN refresh_token VARCHAR(4000);
ALTER TABLE valija_route ADD COLUMN token_scope VARCHAR(1000);

-- Null: as for all mail.
ALTER TABLE valija_route ADD COLUMN retry_schedule VARCHAR(500);
ALTER TABLE valija_route ADD COLUMN retry_expiry VARCHAR(16);
