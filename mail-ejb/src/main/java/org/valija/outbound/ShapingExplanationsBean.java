package org.valija.outbound;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Locale;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.settings.InvalidSettingException;

/** Asks the parts of the outbound side what they would do. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ShapingExplanationsBean implements ShapingExplanations {

    @EJB
    private OutboundParts parts;

    @Override
    public ShapingExplanation explain(String domain, String stream) {
        parts.settings().streams().check("stream", stream);
        return parts.courier().explain(new Backlog(checked(domain), stream));
    }

    private static String checked(String domain) {
        try {
            return MailAddress.parse("postmaster@" + domain.strip().toLowerCase(Locale.ROOT))
                    .domain();
        } catch (InvalidAddressException e) {
            throw new InvalidSettingException("domain", "Give a domain such as ejemplo.com.");
        }
    }
}
