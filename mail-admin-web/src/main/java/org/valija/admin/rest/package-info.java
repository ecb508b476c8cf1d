/** The REST API under {@code /api}, with HTTP Basic and no session. It shows what the console shows. */
package org.valija.admin.rest;
