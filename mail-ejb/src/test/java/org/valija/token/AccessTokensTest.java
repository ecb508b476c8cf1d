package org.valija.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.route.OAuth2;
import org.valija.route.OAuth2.Grant;

class AccessTokensTest {

    private Instant now = Instant.parse("2026-11-23T18:00:00Z");
    private final AccessTokens tokens = new AccessTokens(new TokenEndpoint(), () -> now);
    private TestTokenEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = new TestTokenEndpoint();
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CLIENT_CREDENTIALS, grant_type=client_credentials",
        "REFRESH_TOKEN,      grant_type=refresh_token&refresh_token=Renovar%262"
    })
    void asksAsTheGrantHasIt(Grant grant, String beginning) throws IOException {
        endpoint.token("uno", 3600);

        AccessTokens.Given given = tokens.get(endpoint.settings(grant));

        assertThat(given.text()).isEqualTo("uno");
        assertThat(given.fresh()).isTrue();
        assertThat(endpoint.requests())
                .containsExactly(beginning + "&client_id=valija&client_secret=Secreto%2B1&scope=smtp+send");
    }

    @Test
    void keepsATokenUntilShortlyBeforeItExpires() throws IOException {
        endpoint.token("uno", 3600).token("dos", 3600);
        OAuth2 settings = endpoint.settings(Grant.CLIENT_CREDENTIALS);
        tokens.get(settings);

        now = now.plus(Duration.ofMinutes(53));
        assertThat(tokens.get(settings).text()).isEqualTo("uno");
        assertThat(tokens.get(settings).fresh()).isFalse();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(tokens.get(settings).text()).isEqualTo("dos");
        assertThat(endpoint.requests()).hasSize(2);
    }

    @Test
    void aTokenThatWasRefusedIsNotGivenAgain() throws IOException {
        endpoint.token("uno", 3600).token("dos", 3600);
        OAuth2 settings = endpoint.settings(Grant.CLIENT_CREDENTIALS);
        tokens.get(settings);

        tokens.forget(settings, "uno");
        assertThat(tokens.get(settings).text()).isEqualTo("dos");
        tokens.forget(settings, "uno"); // somebody else comes late
        assertThat(tokens.get(settings).fresh()).isFalse();
    }

    /** RFC 6749 section 6. */
    @Test
    void aNewRefreshTokenTakesThePlaceOfTheOldOne() throws IOException {
        endpoint.answer(
                        200,
                        "{\"access_token\": \"uno\", \"token_type\": \"bearer\", \"expires_in\": 100,"
                                + " \"refresh_token\": \"Nuevo\"}")
                .token("dos", 3600);
        OAuth2 settings = endpoint.settings(Grant.REFRESH_TOKEN);
        tokens.get(settings);
        now = now.plusSeconds(200);

        tokens.get(settings);

        assertThat(endpoint.requests().get(1)).contains("refresh_token=Nuevo&");
    }

    @Test
    void oneFetchIsEnoughForAll() throws Exception {
        endpoint.token("uno", 3600);
        OAuth2 settings = endpoint.settings(Grant.CLIENT_CREDENTIALS);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> eight = Stream.generate(
                            () -> (Callable<String>) () -> tokens.get(settings).text())
                    .limit(8)
                    .toList();
            for (Future<String> text : threads.invokeAll(eight)) {
                assertThat(text.get()).isEqualTo("uno");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(endpoint.requests()).hasSize(1);
    }

    @Test
    void anEndpointThatHasFailedIsLeftAloneForAWhile() throws IOException {
        endpoint.answer(503, "away").token("uno", 3600);
        OAuth2 settings = endpoint.settings(Grant.CLIENT_CREDENTIALS);
        assertThatThrownBy(() -> tokens.get(settings)).hasMessage("it answered 503");
        assertThatThrownBy(() -> tokens.get(settings)).hasMessage("it answered 503");
        assertThat(endpoint.requests()).hasSize(1);

        now = now.plusSeconds(11);
        assertThat(tokens.get(settings).text()).isEqualTo("uno");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\": \"invalid_client\", \"error_description\": \"no\"} | it answered 400: invalid_client: no",
                "401 | {\"error\": \"x\", \"error_description\": \"got Secreto+1\"}   | it answered 401: x: got ***",
                "302 | moved                                                          | it answered 302",
                "200 | hola                                                           | its answer is no JSON object",
                "200 | []                                                             | its answer is no JSON object",
                "200 | {\"access_token\": \"a\"}                                      | its answer has no token of the type Bearer",
                "200 | {\"token_type\": \"mac\", \"access_token\": \"a\"}             | its answer has no token of the type Bearer",
                "200 | {\"token_type\": \"Bearer\"}                                   | its answer has no access token that could be used",
                "200 | {\"token_type\": \"Bearer\", \"access_token\": \"a\\u0001b\"}  | its answer has no access token that could be used"
            })
    void tellsWhatIsWrong(int status, String body, String message) {
        endpoint.answer(status, body);

        assertThatThrownBy(() -> tokens.get(endpoint.settings(Grant.CLIENT_CREDENTIALS)))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
        assertThat(endpoint.requests()).hasSize(1); // no redirection takes the secret elsewhere
    }

    @Test
    void readsNoAnswerWithoutEnd() {
        endpoint.answer(200, " ".repeat(70_000));

        assertThatThrownBy(() -> tokens.get(endpoint.settings(Grant.CLIENT_CREDENTIALS)))
                .hasMessageContaining("more than 65536 octets");
    }

    @Test
    void showsNoToken() throws IOException {
        endpoint.token("Secreto", 3600);

        assertThat(tokens.get(endpoint.settings(Grant.CLIENT_CREDENTIALS)).toString())
                .doesNotContain("Secreto");
    }
}
