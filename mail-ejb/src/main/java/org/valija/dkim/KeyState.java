package org.valija.dkim;

/** What is done with a key. */
public enum KeyState {
    /** It does not sign yet: its record is to be published first. */
    WAITING,
    /** It signs. */
    ACTIVE,
    /** It does not sign any more; what it has signed may still be under way, so its record stays for a while. */
    RETIRED
}
