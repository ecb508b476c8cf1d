/**
 * What an administrator sets: the listeners and simple switches, kept in the database and effective at once. The start of
 * the EJB side (schema, services in the registry) is here too. Relay rules live in {@link org.valija.policy}, routes in
 * {@link org.valija.route}.
 */
package org.valija.settings;
