package org.valija;

import java.util.regex.Pattern;

/** The textual IP addresses of address literals (RFC 5321 section 4.1.3). */
final class AddressLiteral {

    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern HEX_GROUP = Pattern.compile("[0-9a-f]{1,4}");
    private static final int GROUPS = 8;

    private AddressLiteral() {}

    static boolean isIpv4(String s) {
        return IPV4.matcher(s).matches();
    }

    /** IPv6-full, IPv6-comp, IPv6v4-full and IPv6v4-comp, in lower case. */
    static boolean isIpv6(String s) {
        int gap = s.indexOf("::");
        if (gap < 0) {
            return groups(s, true) == GROUPS;
        }
        if (s.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int before = groups(s.substring(0, gap), false);
        int after = groups(s.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** How many 16-bit groups the text stands for, or -1 if it is no list of groups. */
    private static int groups(String s, boolean mayEndInIpv4) {
        if (s.isEmpty()) {
            return 0;
        }
        String[] parts = s.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (last && mayEndInIpv4 && isIpv4(parts[i])) {
                count += 2;
            } else if (HEX_GROUP.matcher(parts[i]).matches()) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }
}
