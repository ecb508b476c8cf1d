package org.valija.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * An IP network in CIDR notation (RFC 4632, RFC 4291 section 2.3), or a single address. An IPv4-mapped IPv6 address
 * (RFC 4291 section 2.5.5.2) is the IPv4 address that it stands for.
 */
public final class IpNetwork {

    // Exact, because InetAddress would look up in the DNS what only resembles an address.
    private static final String DECIMAL_OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(DECIMAL_OCTET + "(\\." + DECIMAL_OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final int MAPPED_PREFIX_BITS = 96;

    private final byte[] prefix;
    private final int bits;

    private IpNetwork(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * @param text such as {@code 192.0.2.0/24}, {@code 2001:db8::/32} or {@code 127.0.0.1}
     * @throws IllegalArgumentException if it is neither; no name is ever looked up
     */
    public static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        String addressText = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = parseAddress(addressText);
        byte[] octets = address.getAddress(); // of 4 octets when it was IPv4-mapped
        boolean mapped = addressText.indexOf(':') >= 0 && octets.length == 4;
        int bits = octets.length * 8;
        if (slash >= 0) {
            String length = text.substring(slash + 1);
            if (!length.matches("\\d{1,3}")) {
                throw new IllegalArgumentException("the prefix's length is no number");
            }
            int given = Integer.parseInt(length) - (mapped ? MAPPED_PREFIX_BITS : 0);
            if (given < 0 || given > bits) {
                throw new IllegalArgumentException("the prefix's length does not fit the address");
            }
            bits = given;
        }
        byte[] masked = mask(octets, bits);
        if (!Arrays.equals(masked, octets)) {
            throw new IllegalArgumentException("the address has bits outside of the network");
        }
        return new IpNetwork(masked, bits);
    }

    /**
     * An IP address that is written as one.
     *
     * @throws IllegalArgumentException if the text is something else, a host name for example
     */
    public static InetAddress parseAddress(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            throw new IllegalArgumentException("not an IP address");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address", e);
        }
    }

    /**
     * Whether one of the networks contains the address.
     *
     * @param networks as {@link #parse} takes them
     */
    public static boolean anyContains(Collection<String> networks, InetAddress address) {
        for (String network : networks) {
            if (parse(network).contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is every address there is, of its family. */
    public boolean isAll() {
        return bits == 0;
    }

    /** Whether the address lies in this network. */
    public boolean contains(InetAddress address) {
        byte[] octets = unmapped(address.getAddress());
        return octets.length == prefix.length && Arrays.equals(mask(octets, bits), prefix);
    }

    private static byte[] unmapped(byte[] octets) {
        boolean mapped = octets.length == 16 && octets[10] == -1 && octets[11] == -1;
        for (int i = 0; mapped && i < 10; i++) {
            mapped = octets[i] == 0;
        }
        return mapped ? Arrays.copyOfRange(octets, 12, 16) : octets;
    }

    private static byte[] mask(byte[] octets, int bits) {
        byte[] masked = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            int bitsHere = Math.max(0, Math.min(8, bits - i * 8));
            masked[i] = (byte) (octets[i] & (0xff << (8 - bitsHere)));
        }
        return masked;
    }
}
