package org.valija.dkim;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Optional;

/** A key's row. */
@Entity
@Table(name = "valija_dkim_key")
class DkimKeyEntity {

    private static final Logger LOG = System.getLogger(DkimKeyEntity.class.getName());

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "valija_dkim_key_seq")
    @SequenceGenerator(name = "valija_dkim_key_seq", sequenceName = "valija_setting_seq", allocationSize = 1)
    private Long id;

    @Column(nullable = false)
    private String domain;

    @Column(nullable = false)
    private String selector;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Algorithm algorithm;

    @Column(nullable = false)
    private int bits;

    @Column(name = "public_key", nullable = false)
    private String publicKey;

    @Column(name = "private_key", nullable = false)
    private String privateKey;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private KeyState state;

    /** In milliseconds since 1970: persistence providers differ in what they make of a time with a zone. */
    @Column(name = "state_since", nullable = false)
    private long stateSince;

    /** In milliseconds since 1970. */
    @Column(name = "record_seen")
    private Long recordSeen;

    protected DkimKeyEntity() {}

    DkimKeyEntity(String domain, String selector, KeyMaterial key) {
        this.domain = domain;
        this.selector = selector;
        algorithm = key.algorithm();
        bits = key.bits();
        publicKey = key.publicKey();
        privateKey = key.pkcs8();
        turn(KeyState.WAITING);
    }

    String domain() {
        return domain;
    }

    KeyState state() {
        return state;
    }

    void turn(KeyState newState) {
        state = newState;
        stateSince = System.currentTimeMillis();
    }

    void recordSeen() {
        recordSeen = System.currentTimeMillis();
    }

    DkimKey toKey() {
        return new DkimKey(
                id,
                domain,
                selector,
                algorithm,
                bits,
                state,
                Instant.ofEpochMilli(stateSince),
                Optional.ofNullable(recordSeen).map(Instant::ofEpochMilli),
                KeyRecord.of(domain, selector, algorithm, publicKey));
    }

    SigningKey toSigningKey() {
        return new SigningKey(domain, selector, algorithm, readPrivateKey());
    }

    private Optional<PrivateKey> readPrivateKey() {
        try {
            return Optional.of(KeyMaterial.privateKey(algorithm, privateKey));
        } catch (GeneralSecurityException e) {
            LOG.log(
                    Level.ERROR,
                    "The DKIM key {0} of {1} can't be read from the database: mail that it should sign is deferred",
                    selector,
                    domain);
            return Optional.empty();
        }
    }
}
