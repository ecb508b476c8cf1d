package org.valija.dkim;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.valija.settings.InvalidSettingException;

/** Reads a private key that an administrator gives, in PEM (RFC 7468): PKCS#8, or PKCS#1 for RSA. */
final class KeyFile {

    static final String FIELD = "key";

    private static final int MAX_OCTETS = 32 * 1024;
    private static final int MIN_RSA_BITS = 1024;
    private static final int MAX_RSA_BITS = 4096;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private KeyFile() {}

    /** @throws InvalidSettingException for the field {@code key}, if it is none that can sign, with the reason */
    static KeyMaterial read(String pem) {
        if (pem.length() > MAX_OCTETS) {
            throw refused("This is too long for a private key.");
        }
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw refused("This is no key in PEM: it begins with -----BEGIN PRIVATE KEY----- and has an end, too.");
        }
        String label = block.group(1);
        String text = block.group(2);
        if (block.find()) {
            throw refused("There is more than one key or certificate in it: give the private key alone.");
        }
        KeyMaterial key =
                switch (label) {
                    case "PRIVATE KEY" -> material(der(text), false);
                    case "RSA PRIVATE KEY" -> {
                        if (text.contains("ENCRYPTED")) {
                            throw encrypted();
                        }
                        yield material(der(text), true);
                    }
                    case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
                    case "PUBLIC KEY", "RSA PUBLIC KEY" ->
                        throw refused("This is the public key. Give the private one; the public one is in it.");
                    case "CERTIFICATE" ->
                        throw refused("This is a certificate. Give a private key, made for DKIM alone.");
                    default -> throw unusable();
                };
        if (key.algorithm() == Algorithm.RSA && key.bits() < MIN_RSA_BITS) {
            // RFC 8301 section 3.2: verifiers must not take a signature by it.
            throw refused("This RSA key has " + key.bits() + " bits; verifiers take none below " + MIN_RSA_BITS
                    + ", and 2048 is usual.");
        }
        if (key.algorithm() == Algorithm.RSA && key.bits() > MAX_RSA_BITS) {
            throw refused(
                    "This RSA key has " + key.bits() + " bits; verifiers need not take more than 2048, and at most "
                            + MAX_RSA_BITS + " are taken here.");
        }
        return key;
    }

    private static byte[] der(String base64) {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw refused("What stands between the lines BEGIN and END is no Base64: the key is damaged.");
        }
    }

    private static KeyMaterial material(byte[] der, boolean pkcs1) {
        try {
            return KeyMaterial.read(pkcs1 ? Pkcs8.ofPkcs1(der) : der);
        } catch (GeneralSecurityException | RuntimeException e) { // the JDK's readers have both for what is malformed
            throw unusable();
        }
    }

    private static InvalidSettingException encrypted() {
        return refused("This key is encrypted. Give it without a password, as openssl pkey writes it.");
    }

    private static InvalidSettingException unusable() {
        return refused("This is no private key for RSA or Ed25519, or it is damaged. DKIM knows no others.");
    }

    private static InvalidSettingException refused(String why) {
        return new InvalidSettingException(FIELD, why);
    }
}
