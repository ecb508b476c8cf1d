package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedTlsTest {

    /** A certificate of an authority's (2) may have been taken for its domain's name, one that is itself named (3) not. */
    @ParameterizedTest
    @CsvSource({"2, false", "3, true"})
    void aConnectionServesAnotherDomainIfItsCertificateIsGoodForThatToo(int usage, boolean shared) {
        List<Tlsa> records = List.of(new Tlsa(usage, 1, 1, "00".repeat(32)));

        assertThat(PublishedTls.dane("a.test", "mx.test", records)
                        .requirement()
                        .equals(PublishedTls.dane("b.test", "mx.test", records).requirement()))
                .isEqualTo(shared);
    }
}
