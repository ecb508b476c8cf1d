/**
 * Where the parts of Valija meet: the resource adapter (mail-ra) and the EJBs (mail-ejb) do not see each other, but both
 * see this package, and find each other by the {@link org.valija.spi.Registry}.
 *
 * <p>Only interfaces and immutable values live here, and the registry. Applications use {@link org.valija} instead.
 */
package org.valija.spi;
