package org.valija.delivery;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.util.regex.Pattern;
import org.valija.delivery.DaneTrustManager.DaneMismatchException;
import org.valija.route.TlsResult;

/** What kind of failure a handshake has ended in. */
final class TlsFailure {

    /** The JDK has no type for it. */
    private static final Pattern OTHER_NAME =
            Pattern.compile("No subject alternative|No name matching|verify identity", Pattern.CASE_INSENSITIVE);

    private TlsFailure() {}

    static TlsResult classify(Throwable thrown) {
        TlsResult found = TlsResult.VALIDATION_FAILURE;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DaneMismatchException) {
                return TlsResult.VALIDATION_FAILURE;
            }
            if (cause instanceof CertificateExpiredException) {
                return TlsResult.CERTIFICATE_EXPIRED;
            }
            if (cause.getMessage() != null
                    && OTHER_NAME.matcher(cause.getMessage()).find()) {
                return TlsResult.CERTIFICATE_HOST_MISMATCH;
            }
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                found = TlsResult.CERTIFICATE_NOT_TRUSTED;
            }
        }
        return found;
    }
}
