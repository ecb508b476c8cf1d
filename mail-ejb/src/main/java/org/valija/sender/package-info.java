/** As whom a user may send: the sender rules, in the database, and the policy that the SMTP engine asks at MAIL. */
package org.valija.sender;
