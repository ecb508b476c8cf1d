/**
 * What an administrator sets: the listeners, kept in the database and effective at once; and the words that all settings
 * share (names, domains, networks, ordered lists, a refused value). Nothing here depends on another kind of setting: relay
 * rules live in {@link org.valija.policy}, routes in {@link org.valija.route}.
 */
package org.valija.settings;
