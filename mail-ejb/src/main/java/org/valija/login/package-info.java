/** What the server's realm tells about users, and the brake on those who guess passwords. */
package org.valija.login;
