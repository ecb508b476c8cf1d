package org.valija.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A policy is what a stranger's web server says. */
class StsPolicyProperties {

    /** Texts that look like policies, and go wrong anywhere. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> words = Arbitraries.of(
                "version", "mode", "mx", "max_age", ":", " ", "\t", "\n", "\r\n", "STSv1", "enforce", "none", "a.test",
                "*.", "604800", "-", "\u0000", "ñ", ".");
        return Arbitraries.oneOf(words.list().ofMaxSize(60).map(list -> String.join("", list)), Arbitraries.strings());
    }

    @Property
    void readsAnythingWithoutAnAccident(@ForAll("texts") String text) {
        StsPolicy policy;
        try {
            policy = StsPolicy.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(StsPolicy.parse(String.join("\n", policy.lines()))).isEqualTo(policy);
    }
}
