/**
 * Beans that receive mail, enter a row and send a mail, and then end in every way that a bean can end in. Deployed to the
 * server under test; knows nothing of the tests.
 */
package org.valija.promise.bean;
