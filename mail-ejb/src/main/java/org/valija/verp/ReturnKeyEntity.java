package org.valija.verp;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A key's row. */
@Entity
@Table(name = "valija_return_key")
class ReturnKeyEntity {

    /** As in the addresses: 0 to 255. */
    @Id
    private int id;

    /** In Base64. */
    @Column(nullable = false)
    private String secret;

    /** In milliseconds since 1970: persistence providers differ in what they make of a time with a zone. */
    @Column(name = "signs_from", nullable = false)
    private long signsFrom;

    protected ReturnKeyEntity() {}

    ReturnKeyEntity(int id, Instant signsFrom) {
        this.id = id;
        this.secret = ReturnKey.newSecret();
        this.signsFrom = signsFrom.toEpochMilli();
    }

    ReturnKey toKey() {
        return new ReturnKey(id, secret, Instant.ofEpochMilli(signsFrom));
    }
}
