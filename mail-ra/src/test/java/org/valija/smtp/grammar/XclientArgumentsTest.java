package org.valija.smtp.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class XclientArgumentsTest {

    /** However much of a value is encoded, it is the same value. */
    @Property(tries = 300)
    void encodingDoesNotMatter(
            @ForAll @Size(4) byte[] octets, @ForAll @IntRange(max = 65535) int port, @ForAll boolean encoded)
            throws SmtpSyntaxException, UnknownHostException {
        InetAddress address = InetAddress.getByAddress(octets);
        XclientArguments arguments = XclientArguments.parse(
                "addr=" + text(address.getHostAddress(), encoded) + " PORT=" + text(String.valueOf(port), encoded));

        assertThat(arguments.address().orElseThrow()).contains(address);
        assertThat(arguments.port()).contains(port);
        assertThat(arguments.helo()).isEmpty();
    }

    @Test
    void aLongValueIsRefused() {
        assertThatThrownBy(() -> XclientArguments.parse("NAME=" + "x+2e".repeat(12_800 / 4)))
                .isInstanceOf(SmtpSyntaxException.class)
                .hasMessage("Expected a name");
    }

    private static String text(String value, boolean encoded) {
        if (!encoded) {
            return value;
        }
        StringBuilder out = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.US_ASCII)) {
            out.append(String.format("+%02x", octet));
        }
        return out.toString();
    }

    /** Whatever is said, it is understood or refused; and what is understood has no character that could do harm. */
    @Property(tries = 500)
    void anythingIsUnderstoodOrRefused(
            @ForAll @StringLength(max = 80) String value, @ForAll @IntRange(max = 7) int attribute) {
        String[] attributes = {"ADDR=", "PORT=", "HELO=", "PROTO=", "NAME=", "DESTADDR=", "LOGIN=", ""};
        try {
            XclientArguments arguments = XclientArguments.parse(attributes[attribute] + value);
            assertThat(arguments.helo().orElse("x")).matches("[!-~]{1,255}");
        } catch (SmtpSyntaxException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
