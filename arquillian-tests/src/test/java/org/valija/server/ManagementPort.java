package org.valija.server;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Adds the offset to the management port before Arquillian reads its configuration, which can't add. */
public class ManagementPort implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (TestServer.isKnown()) {
            System.setProperty("valija.test.management.port", Integer.toString(TestServer.managementPort()));
        }
    }
}
