-- What beans with exactlyOnce have had. id: SHA-256 over the bean, the envelope and the content, in hexadecimal digits.
CREATE TABLE valija_receipt (
    id          VARCHAR(64)                 NOT NULL PRIMARY KEY,
    bean        VARCHAR(500)                NOT NULL,
    mail_id     VARCHAR(64)                 NOT NULL,
    received_at TIMESTAMP(3) WITH TIME ZONE NOT NULL
);
CREATE INDEX valija_receipt_received_at ON valija_receipt (received_at);
