package org.valija.compose;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;

class LinesProperties {

    @Property
    void everyLineEndsWithCrlf(@ForAll @Chars({'a', '\r', '\n'}) String text) {
        assertThat(Lines.withCrlf(text)).isEqualTo(text.replaceAll("\r\n|\r|\n", "\r\n"));
    }
}
