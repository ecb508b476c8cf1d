package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.client.DkimKeys;
import org.valija.client.Http;
import org.valija.server.TestServer;

/** The DKIM keys by REST: what is taken, what is refused, and that a private key never comes out. */
class DkimRestIT extends ConsoleTest {

    private static final String PATH = "/valija/api/dkim";
    private static final String DOMAIN = "rest-dkim.example";

    @AfterEach
    void removeKeys() throws IOException {
        DkimKeys.removeAll(DOMAIN);
    }

    @Test
    void aKeyThatIsGivenKeepsItsPublicPartAndItsSecret() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String secret = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());

        JsonObject key = DkimKeys.add(document("dado", "key", pem("PRIVATE KEY", secret)));

        assertThat(key.getString("algorithm")).isEqualTo("RSA");
        assertThat(key.getString("state")).isEqualTo("WAITING");
        assertThat(key.getString("recordValue"))
                .endsWith("p="
                        + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        for (String path : new String[] {PATH, DkimKeys.path(key)}) {
            assertThat(Http.get(path, TestServer.ADMIN).body())
                    .contains("dado")
                    .doesNotContain(secret.substring(0, 60));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "domain    | {\"selector\": \"s1\"}",
                "domain    | {\"domain\": \"no good\", \"selector\": \"s1\"}",
                "selector  | {\"domain\": \"rest-dkim.example\"}",
                "selector  | {\"domain\": \"rest-dkim.example\", \"selector\": \"-\"}",
                "algorithm | {\"domain\": \"rest-dkim.example\", \"selector\": \"s1\", \"algorithm\": \"dsa\"}",
                "bits      | {\"domain\": \"rest-dkim.example\", \"selector\": \"s1\", \"bits\": 512}",
                "bits      | {\"domain\": \"rest-dkim.example\", \"selector\": \"s1\", \"algorithm\": \"ed25519\", \"bits\": 256}",
                "key       | {\"domain\": \"rest-dkim.example\", \"selector\": \"s1\", \"key\": \"hola\"}",
                "algorithm | {\"domain\": \"rest-dkim.example\", \"selector\": \"s1\", \"key\": \"hola\", \"algorithm\": \"rsa\"}",
                "state     | {\"domain\": \"rest-dkim.example\", \"selector\": \"s1\", \"state\": \"active\"}"
            })
    void namesTheFieldThatIsWrongAndKeepsNothing(String field, String json) throws IOException {
        String before = Http.get(PATH, TestServer.ADMIN).body();

        assertRefused(field, Http.post(PATH, json, TestServer.ADMIN));

        assertThat(Http.get(PATH, TestServer.ADMIN).body()).isEqualTo(before);
    }

    @Test
    void eachKeyHasANameOfItsOwn() throws IOException {
        DkimKeys.add(document("uno", "algorithm", "ed25519"));

        assertRefused("selector", Http.post(PATH, document("UNO", "algorithm", "ed25519"), TestServer.ADMIN));
    }

    @Test
    void fourKeysOfADomainSignAtTheMost() throws IOException {
        JsonObject fifth = null;
        for (int i = 0; i < 5; i++) {
            fifth = DkimKeys.add(document("s" + i, "algorithm", "ed25519"));
            if (i < 4) {
                DkimKeys.turn(fifth, "active");
            }
        }
        String state = DkimKeys.path(fifth) + "/state";

        assertRefused("state", Http.put(state, "{\"state\": \"active\"}", TestServer.ADMIN));
        assertRefused("state", Http.put(state, "{\"state\": \"waiting\"}", TestServer.ADMIN));
        assertThat(DkimKeys.get(fifth).getString("state")).isEqualTo("WAITING");
        assertThat(Http.delete(DkimKeys.path(fifth), TestServer.ADMIN).statusCode())
                .isEqualTo(204);
        assertThat(Http.get(DkimKeys.path(fifth), TestServer.ADMIN).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aKeyThatSignsIsNotRemoved() throws IOException {
        JsonObject active = DkimKeys.add(document("uno", "algorithm", "ed25519"));
        DkimKeys.turn(active, "active");

        assertRefused("state", Http.delete(DkimKeys.path(active), TestServer.ADMIN));
    }

    @Test
    void othersThanTheAdministratorGetNothing() throws IOException {
        assertThat(Http.get(PATH).statusCode()).isEqualTo(401);
        assertThat(Http.get(PATH, TestServer.ROBOT).statusCode()).isEqualTo(403);
    }

    private static void assertRefused(String field, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"", "\"error\":\"");
    }

    private static String document(String selector, String field, String value) {
        return Json.createObjectBuilder()
                .add("domain", DOMAIN)
                .add("selector", selector)
                .add(field, value)
                .build()
                .toString();
    }

    private static String pem(String label, String base64) {
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
