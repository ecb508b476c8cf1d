package org.valija.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicCredentialsTest {

    @ParameterizedTest
    @ValueSource(strings = {"admin:", "admin:secret", "admin:with:colons", "ana:contraseña"})
    void readsUserAndPassword(String pair) {
        assertThat(BasicCredentials.parse("Basic " + encode(pair)))
                .hasValueSatisfying(credentials -> assertThat(credentials.user() + ":" + credentials.password())
                        .isEqualTo(pair));
    }

    @Test
    void takesTheSchemeInAnyCase() {
        assertThat(BasicCredentials.parse("bASIC  " + encode("a:b"))).contains(new BasicCredentials("a", "b"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "Basic", "Basic ", "Basic !!!!", "Bearer YTpi", "Basic YQ==", "Basic OmI=", "BasicYTpi"})
    void refusesWhatIsNoBasic(String header) {
        assertThat(BasicCredentials.parse(header)).isEmpty();
    }

    @Test
    void neverPrintsThePassword() {
        assertThat(new BasicCredentials("admin", "secret").toString()).doesNotContain("secret");
    }

    @Property
    void neverFails(@ForAll String header) {
        assertThat(BasicCredentials.parse(header)).isNotNull();
        assertThat(BasicCredentials.parse("Basic " + header)).isNotNull();
    }

    private static String encode(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
