package org.valija;

/** A text that is no mail address. */
public class InvalidAddressException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * @param address the text
     * @param reason why it is no address, as a clause: "it has no @"
     */
    public InvalidAddressException(String address, String reason) {
        super("\"" + visible(address) + "\" is not a mail address: " + reason);
    }

    /** The text may come from a stranger: control characters (line breaks above all) must not reach a log as they are. */
    private static String visible(String address) {
        String shown = address.length() > 320 ? address.substring(0, 320) + "..." : address;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
