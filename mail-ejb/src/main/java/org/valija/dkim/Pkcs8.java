package org.valija.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** As much of the DER forms of private keys as is needed to tell them apart. */
final class Pkcs8 {

    /** 1.3.101.112 (RFC 8410 section 3), as an object identifier in DER. */
    private static final byte[] ED25519 = {0x06, 0x03, 0x2b, 0x65, 0x70};

    /** Version 0, and the algorithm rsaEncryption without parameters (RFC 8017 appendix A). */
    private static final byte[] RSA_BEGINNING = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    /** Where the algorithm stands behind the outer sequence, its version, and the inner sequence. */
    private static final int BEGINNING = 32;

    private Pkcs8() {}

    static boolean isEd25519(byte[] der) {
        byte[] beginning = Arrays.copyOf(der, Math.min(der.length, BEGINNING));
        for (int i = 0; i + ED25519.length <= beginning.length; i++) {
            if (Arrays.equals(beginning, i, i + ED25519.length, ED25519, 0, ED25519.length)) {
                return true;
            }
        }
        return false;
    }

    /** The PKCS#8 form of an RSA key in PKCS#1 (RFC 8017 appendix A.1.2). */
    static byte[] ofPkcs1(byte[] der) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA_BEGINNING);
        content.writeBytes(element(OCTET_STRING, der));
        return element(SEQUENCE, content.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            // X.690 section 8.1.3.5: how many octets the length has, and those.
            byte[] length =
                    ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array();
            int first = 0;
            while (length[first] == 0) {
                first++;
            }
            element.write(0x80 | (length.length - first));
            element.write(length, first, length.length - first);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }
}
