package org.valija.admin.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST API. */
@ApplicationPath("api")
public class RestApi extends Application {}
