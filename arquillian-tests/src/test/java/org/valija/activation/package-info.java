/** Activation configuration that can't be right: the deployment fails and says why. */
package org.valija.activation;
