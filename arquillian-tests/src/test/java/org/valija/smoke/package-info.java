/** Whether the server under test is up with all that the other tests need. */
package org.valija.smoke;
