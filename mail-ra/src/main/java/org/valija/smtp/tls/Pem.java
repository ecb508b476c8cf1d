package org.valija.smtp.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** What is in a PEM file (RFC 7468): certificates, and keys in PKCS#8. Text between the blocks is skipped. */
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private record Block(String label, String body) {
        byte[] octets() throws IOException {
            try {
                return Base64.getMimeDecoder().decode(body);
            } catch (IllegalArgumentException e) {
                throw new IOException("what stands in the block " + label + " is not base64", e);
            }
        }
    }

    private final List<Block> blocks = new ArrayList<>();

    Pem(byte[] file) {
        Matcher block = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            blocks.add(new Block(block.group(1), block.group(2)));
        }
    }

    /** All certificates, in the order of the file; not empty. */
    List<X509Certificate> certificates() throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label.equals("CERTIFICATE")) {
                certificates.add(
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.octets())));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException("there is no whole certificate in it (-----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    boolean hasKey() {
        return blocks.stream().anyMatch(block -> block.label.endsWith("PRIVATE KEY"));
    }

    /** @param password of a key that is encrypted */
    PrivateKey key(Optional<char[]> password) throws IOException, GeneralSecurityException {
        for (Block block : blocks) {
            switch (block.label) {
                case "PRIVATE KEY":
                    return key(new PKCS8EncodedKeySpec(block.octets()));
                case "ENCRYPTED PRIVATE KEY":
                    return key(decrypted(
                            block.octets(),
                            password.orElseThrow(
                                    () -> new IOException("the private key is encrypted, and no password is set"))));
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY":
                    throw new IOException("the private key is not in PKCS#8 (-----BEGIN " + block.label
                            + "-----); convert it: openssl pkcs8 -topk8 -nodes -in OLD -out NEW");
                default:
            }
        }
        throw new IOException("there is no whole private key in it (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey key(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                continue; // a key of another kind
            }
        }
        throw new GeneralSecurityException("the private key is neither RSA nor EC nor Ed25519 nor Ed448");
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] octets, char[] password)
            throws IOException, GeneralSecurityException {
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(octets);
        PBEKeySpec secret = new PBEKeySpec(password);
        try {
            // PBES2 (RFC 8018) names its key derivation and its cipher in the parameters.
            boolean second = encrypted.getAlgName().equals("PBES2")
                    || encrypted.getAlgName().equals(PBES2);
            String algorithm = second ? encrypted.getAlgParameters().toString() : encrypted.getAlgName();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
                    encrypted.getAlgParameters());
            return encrypted.getKeySpec(cipher);
        } catch (NoSuchAlgorithmException e) {
            throw new GeneralSecurityException("the private key is encrypted in an unknown way: " + e.getMessage(), e);
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            throw new GeneralSecurityException("the password of the private key is wrong", e);
        } finally {
            secret.clearPassword();
        }
    }
}
