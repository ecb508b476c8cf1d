package org.valija.tlspolicy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import org.valija.route.TlsResult;

/** Fetches policies from where RFC 8461 section 3.3 has them. */
final class HttpsPolicySource implements PolicySource {

    private final HttpsExchange https;
    private final int port;

    /** @param port 443 unless for a test */
    HttpsPolicySource(HttpsExchange https, int port) {
        this.https = https;
        this.port = port;
    }

    @Override
    public StsPolicy fetch(String domain) throws PolicyException {
        HttpsExchange.Response response;
        String host = "mta-sts." + domain;
        try {
            response = https.get(host, port, "/.well-known/mta-sts.txt", StsPolicy.MAX_OCTETS);
        } catch (SSLException e) {
            throw failed(TlsResult.STS_WEBPKI_INVALID, host + " has no TLS with a right certificate: " + message(e), e);
        } catch (IOException e) {
            throw failed(TlsResult.STS_POLICY_FETCH_ERROR, host + ": " + message(e), e);
        }
        if (response.status() != 200) {
            // RFC 8461 section 3.3: redirections must not be followed.
            throw failed(TlsResult.STS_POLICY_FETCH_ERROR, host + " answers with status " + response.status(), null);
        }
        if (!response.type().equals("text/plain")) {
            throw failed(
                    TlsResult.STS_POLICY_FETCH_ERROR, host + " answers with something that is no text/plain", null);
        }
        try {
            return StsPolicy.parse(new String(response.body(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw failed(TlsResult.STS_POLICY_INVALID, "what is at " + host + " is no policy: " + e.getMessage(), e);
        }
    }

    private static PolicyException failed(TlsResult result, String reason, Throwable cause) {
        return new PolicyException(result, reason, cause);
    }

    private static String message(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
