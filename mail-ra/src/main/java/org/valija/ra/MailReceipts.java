package org.valija.ra;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.smtp.IncomingMail;
import org.valija.spi.Receipts;
import org.valija.spi.Receipts.Receipt;

/**
 * The receipts of one message, for those of its beans that want no message twice: one for each of their recipients, since a
 * client may have been put off for some of them, and sends to these alone later.
 *
 * <p>A bean is known by its class, which survives a restart and a redeployment. If a recipient is for two beans of one
 * class, in two applications, they are told apart by their order among these: both have had it, or none.
 */
final class MailReceipts {

    private static final Logger LOG = System.getLogger(MailReceipts.class.getName());

    private final IncomingMail mail;
    private final Map<Endpoint, Map<MailAddress, Receipt>> wanted;
    private Map<String, String> known = Map.of();

    private MailReceipts(IncomingMail mail, Map<Endpoint, Map<MailAddress, Receipt>> wanted) {
        this.mail = mail;
        this.wanted = wanted;
    }

    /**
     * Reads the message if one of the beans wants receipts.
     *
     * @param takers the beans that the message is for, with the recipients of each
     * @throws IOException if the spool can't be read
     */
    static MailReceipts of(IncomingMail mail, Map<Endpoint, List<MailAddress>> takers) throws IOException {
        Map<Endpoint, Map<MailAddress, Receipt>> wanted = new HashMap<>();
        Map<ClassAndRecipient, Integer> beansSoFar = new HashMap<>();
        byte[] content = null;
        List<Map.Entry<Endpoint, List<MailAddress>>> inOrder = new ArrayList<>(takers.entrySet());
        inOrder.sort(Comparator.comparing(taker -> activationName(taker.getKey())));
        for (Map.Entry<Endpoint, List<MailAddress>> taker : inOrder) {
            Endpoint endpoint = taker.getKey();
            if (!endpoint.selection().exactlyOnce()) {
                continue;
            }
            content = content == null ? ContentDigest.of(mail) : content;
            String bean = endpoint.factory().getEndpointClass().getName();
            Map<MailAddress, Receipt> receipts = new LinkedHashMap<>();
            for (MailAddress recipient : taker.getValue()) {
                int place = beansSoFar.merge(new ClassAndRecipient(bean, recipient), 1, Integer::sum);
                receipts.put(recipient, new Receipt(key(bean, place, mail, recipient, content), bean, mail.id()));
            }
            wanted.put(endpoint, receipts);
        }
        return new MailReceipts(mail, wanted);
    }

    private record ClassAndRecipient(String bean, MailAddress recipient) {}

    /** The same after a restart (MessageEndpointFactory.getActivationName). */
    private static String activationName(Endpoint endpoint) {
        return Optional.ofNullable(endpoint.factory().getActivationName()).orElse("");
    }

    /** The login counts too: what a stranger has sent is no proof that a user's own message has come. */
    private static String key(String bean, int place, IncomingMail mail, MailAddress recipient, byte[] content)
            throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(all)) {
            out.writeUTF(bean);
            out.writeInt(place);
            out.writeUTF(mail.client().user().orElse(""));
            out.writeUTF(
                    mail.envelope().reversePath().map(MailAddress::toString).orElse(""));
            out.writeUTF(recipient.toString());
            out.write(content);
        }
        return HexFormat.of().formatHex(ContentDigest.sha256().digest(all.toByteArray()));
    }

    /** Whether no bean wants any. */
    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /**
     * Writes them in the transaction of the delivery.
     *
     * @throws Exception if that is not possible now; the delivery must fail
     */
    void enter(Receipts receipts) throws Exception {
        List<Receipt> all = new ArrayList<>();
        wanted.values().forEach(some -> all.addAll(some.values()));
        known = receipts.enter(all);
    }

    /** Those of a bean's recipients for whom it has not had the message. */
    List<MailAddress> left(Endpoint endpoint, List<MailAddress> recipients) {
        Map<MailAddress, Receipt> receipts = wanted.getOrDefault(endpoint, Map.of());
        List<MailAddress> left = new ArrayList<>();
        for (MailAddress recipient : recipients) {
            Receipt receipt = receipts.get(recipient);
            String earlier = receipt == null ? null : known.get(receipt.key());
            if (earlier == null) {
                left.add(recipient);
            } else {
                LOG.log(
                        Level.INFO,
                        "Mail {0} was sent again, {1} has had it for {2} as {3}",
                        mail.id(),
                        receipt.bean(),
                        recipient,
                        earlier);
            }
        }
        return left;
    }
}
