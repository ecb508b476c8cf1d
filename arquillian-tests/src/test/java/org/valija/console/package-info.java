/** The console in headless Chromium, and the REST API. What a test changes in the settings, it changes back. */
package org.valija.console;
