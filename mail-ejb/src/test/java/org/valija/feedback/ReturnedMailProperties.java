package org.valija.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.valija.EnhancedStatus;

/** Whatever comes back, something is said of it, and it is short. */
class ReturnedMailProperties {

    private static final String[] SAMPLES = {
        "postfix-unknown-user",
        "report-in-base64",
        "forwarded-as-attachment",
        "qmail",
        "html-only",
        "complaint",
        "challenge"
    };

    @Provide
    Arbitrary<String> samples() {
        return Arbitraries.of(SAMPLES);
    }

    @Property
    void aDamagedReportIsReadAllTheSame(
            @ForAll("samples") String sample,
            @ForAll @IntRange(max = 4_000) int place,
            @ForAll byte octet,
            @ForAll @IntRange(max = 4_000) int end)
            throws IOException {
        byte[] message;
        try (InputStream in = Samples.open(sample + ".eml")) {
            message = in.readAllBytes();
        }
        message[place % message.length] = octet;

        check(Samples.read(java.util.Arrays.copyOf(message, Math.min(message.length, end))));
    }

    @Property
    void anyOctetsAreRead(@ForAll byte[] octets) throws IOException {
        check(Samples.read(octets));
    }

    private static void check(ReturnedMail returned) {
        assertThat(returned.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.verdict()).isNotNull();
            assertThat(finding.detail()).hasSizeLessThanOrEqualTo(500).doesNotContain("\n", "\r");
        });
        assertThat(returned.reporter()).hasSizeLessThanOrEqualTo(255);
    }

    @Property
    void anyTextHasAClass(@ForAll String text) {
        assertThat(BounceRules.classify(Optional.empty(), text)).isNotNull();
    }

    @Property
    void whatTheHostSaysNotNowToIsNeverHard(
            @ForAll @IntRange(min = 0, max = 9) int a, @ForAll @IntRange(min = 0, max = 99) int b) {
        assertThat(BounceRules.classify(
                        Optional.of(new EnhancedStatus(4, a, b)),
                        "4" + a + b % 10 + " 4." + a + "." + b + " user unknown"))
                .isNotEqualTo(org.valija.DeliveryEvent.BounceClass.HARD);
    }
}
