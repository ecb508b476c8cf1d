package org.valija.smtp.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.valija.EnvelopeId;
import org.valija.OriginalRecipient;

/** Values in xtext, and its relatives: whatever a client sends is refused, or passed on as something that means the same. */
class ParameterValueFuzzTest {

    /** RFC 5321 section 4.1.2, esmtp-value. */
    private static final Pattern VALUE = Pattern.compile("[!-<>-~]+");

    private static final Pattern FIELD = Pattern.compile("[ -~]+");

    @FuzzTest
    void anEnvelopeIdReadsBack(byte[] octets) {
        EnvelopeId id;
        try {
            id = EnvelopeId.parse(new String(octets, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        assertThat(id.parameter()).matches(VALUE);
        assertThat(id.value()).matches(FIELD);
        assertThat(EnvelopeId.parse(id.parameter())).isEqualTo(id);
    }

    @FuzzTest
    void anOriginalRecipientReadsBack(byte[] octets) {
        OriginalRecipient original;
        try {
            original = OriginalRecipient.parse(new String(octets, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        assertThat(original.parameter()).matches(VALUE);
        assertThat(original.field()).matches(FIELD);
        // What was written in fewer characters, as UTF-8, may be too long when it is escaped.
        if (original.parameter().length() <= OriginalRecipient.MAX_LENGTH) {
            assertThat(OriginalRecipient.parse(original.parameter())).isEqualTo(original);
        }
    }

    @FuzzTest
    void whatXclientTellsIsWithinItsBounds(byte[] octets) {
        XclientArguments told;
        try {
            told = XclientArguments.parse(new String(octets, StandardCharsets.ISO_8859_1));
        } catch (SmtpSyntaxException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        told.port().ifPresent(port -> assertThat(port).isBetween(0, 65535));
        told.helo().ifPresent(helo -> assertThat(helo).matches("[!-~]{1,255}"));
    }
}
