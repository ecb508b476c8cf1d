package org.valija.route;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.valija.settings.InvalidSettingException;

/**
 * What a host's certificate is known by: its SHA-256 fingerprint, or that of its public key (SubjectPublicKeyInfo, as in
 * RFC 7469 section 2.4), which stays when the certificate is renewed with the same key.
 *
 * @param fingerprint 64 hexadecimal digits in lower case
 */
public record CertificatePin(String fingerprint) {

    private static final int OCTETS = 32;

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** What openssl and curl write before a fingerprint. */
    private static final Pattern BEGINNING =
            Pattern.compile("^(sha-?256 fingerprint=|sha-?256//|sha-?256[:=])", Pattern.CASE_INSENSITIVE);

    public CertificatePin {
        Objects.requireNonNull(fingerprint, "fingerprint");
        if (!HEX.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException("A SHA-256 fingerprint has 64 hexadecimal digits");
        }
    }

    /**
     * Reads hexadecimal digits, with colons between the octets or without, or Base64.
     *
     * @throws InvalidSettingException if it is neither; the field is {@code pins}
     */
    public static CertificatePin parse(String text) {
        String bare = BEGINNING.matcher(text.strip()).replaceFirst("");
        String hex = bare.replace(":", "").toLowerCase(Locale.ROOT);
        if (HEX.matcher(hex).matches()) {
            return new CertificatePin(hex);
        }
        try {
            byte[] octets = Base64.getDecoder().decode(bare);
            if (octets.length == OCTETS) {
                return new CertificatePin(HexFormat.of().formatHex(octets));
            }
        } catch (IllegalArgumentException e) {
            // Neither.
        }
        throw new InvalidSettingException(
                "pins",
                "Give SHA-256 fingerprints of the certificate or of its public key: 64 hexadecimal digits, or Base64.");
    }

    public boolean matches(X509Certificate certificate) throws CertificateEncodingException {
        return fingerprint.equals(of(certificate.getEncoded()))
                || fingerprint.equals(of(certificate.getPublicKey().getEncoded()));
    }

    /** The fingerprint of a certificate or a public key, as DER has it. */
    public static String of(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return fingerprint;
    }
}
