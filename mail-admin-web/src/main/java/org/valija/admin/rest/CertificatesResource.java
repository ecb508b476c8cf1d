package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.valija.settings.Listeners;
import org.valija.spi.TlsReport;

/** The certificates in use, and what is wrong with their files. */
@Path("certificates")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CertificatesResource {

    @EJB
    private Listeners listeners;

    @GET
    public Certificates get() {
        return listeners.tls().map(Certificates::of).orElse(new Certificates(List.of(), List.of(), List.of()));
    }

    /**
     * All of them.
     *
     * @param authorities of clients' certificates
     * @param problems why files are not in use as they are now; sentences
     */
    public record Certificates(List<Entry> certificates, List<Entry> authorities, List<String> problems) {

        static Certificates of(TlsReport tls) {
            Instant now = Instant.now();
            return new Certificates(
                    tls.certificates().stream()
                            .map(entry -> Entry.of(entry, tls, now))
                            .toList(),
                    tls.authorities().stream()
                            .map(entry -> Entry.of(entry, tls, now))
                            .toList(),
                    tls.problems());
        }
    }

    /**
     * One of them.
     *
     * @param notAfter when it ends, by ISO 8601
     * @param endsSoon whether it is to be renewed now
     */
    public record Entry(
            List<String> names,
            String issuer,
            String kind,
            String notAfter,
            boolean endsSoon,
            String file,
            boolean byDefault) {

        static Entry of(TlsReport.Entry entry, TlsReport tls, Instant now) {
            return new Entry(
                    entry.names(),
                    entry.issuer(),
                    entry.kind(),
                    entry.notAfter().toString(),
                    tls.endsSoon(entry, now),
                    entry.file(),
                    entry.byDefault());
        }
    }
}
