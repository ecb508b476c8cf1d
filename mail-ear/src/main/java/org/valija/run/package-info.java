/**
 * What {@code mvn -Prun} starts: it checks that a server can run here, configures a WildFly by the scripts in {@code
 * src/main/wildfly}, starts it with the data folder, says when it is ready, and stops it with Maven. Runs in Maven's JVM;
 * the JDK is all that it needs, and nothing of it is in the EAR.
 */
package org.valija.run;
