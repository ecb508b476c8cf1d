package org.valija.admin.message;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FileNameTest {

    @Test
    void keepsTheExtensionOfALongName() {
        assertThat(FileName.clean("x".repeat(500) + ".pdf", "part"))
                .hasSize(100)
                .endsWith("x.pdf");
    }

    @Test
    void encodesTheNameOfADownload() {
        assertThat(FileName.contentDisposition("año 1.pdf"))
                .isEqualTo("attachment; filename=\"a_o 1.pdf\"; filename*=UTF-8''a%C3%B1o%201.pdf");
    }

    @Property
    void neverLeavesAPathAQuoteOrALineBreak(@ForAll String name) {
        String clean = FileName.clean(name, "part");

        assertThat(clean).isNotEmpty().doesNotContain("/", "\\", "\"", "\r", "\n", "\0");
        assertThat(clean.length()).isLessThanOrEqualTo(100);
        assertThat(FileName.contentDisposition(clean))
                .matches("attachment; filename=\"[^\"\\r\\n]*\"; filename\\*=UTF-8''\\S*");
    }
}
