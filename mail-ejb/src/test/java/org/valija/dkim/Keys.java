package org.valija.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A key ring of the files beside the tests. */
final class Keys implements KeyRing {

    private final Map<String, List<SigningKey>> keys;

    private Keys(Map<String, List<SigningKey>> keys) {
        this.keys = keys;
    }

    static Keys of(SigningKey... keys) {
        return new Keys(Stream.of(keys).collect(Collectors.groupingBy(SigningKey::domain)));
    }

    static SigningKey rsa(String domain) {
        return key(domain, "uno", "rsa.pem");
    }

    static SigningKey ed25519(String domain) {
        return key(domain, "dos", "ed25519.pem");
    }

    static SigningKey key(String domain, String selector, String file) {
        KeyMaterial material = KeyFile.read(pem(file));
        try {
            return new SigningKey(
                    domain,
                    selector,
                    material.algorithm(),
                    Optional.of(KeyMaterial.privateKey(material.algorithm(), material.pkcs8())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyRecord record(String domain, String selector, String file) {
        KeyMaterial material = KeyFile.read(pem(file));
        return KeyRecord.of(domain, selector, material.algorithm(), material.publicKey());
    }

    static String pem(String file) {
        try (InputStream in = Keys.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tags of a signature, without white space. */
    static Map<String, String> tags(String signature) {
        Map<String, String> tags = new TreeMap<>();
        for (String tag : signature.substring(signature.indexOf(':') + 1).split(";")) {
            String[] parts = tag.replaceAll("\\s", "").split("=", 2);
            tags.put(parts[0], parts[1]);
        }
        return tags;
    }

    @Override
    public List<SigningKey> keysOf(String domain) {
        return keys.getOrDefault(domain, List.of());
    }

    @Override
    public boolean isEmpty() {
        return keys.isEmpty();
    }
}
