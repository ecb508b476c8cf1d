package org.valija.examples.recetas;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Turns REST on, at the root of this application. */
@ApplicationPath("/")
public class Rest extends Application {}
