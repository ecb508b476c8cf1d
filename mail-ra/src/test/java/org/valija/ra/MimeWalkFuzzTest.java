package org.valija.ra;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.valija.InvalidContentException;
import org.valija.PartHandler;

/** Whatever a message looks like: its parts are told, or an {@link InvalidContentException} says why not. */
class MimeWalkFuzzTest {

    private static final PartHandler READS_HALF = new PartHandler() {
        @Override
        public void header(String name, String value) {
            name.strip();
            value.strip();
        }

        @Override
        public void part(Part part, InputStream body) throws IOException {
            if (part.depth() % 2 == 0) {
                body.readAllBytes();
            } else {
                body.read();
            }
        }
    };

    @FuzzTest
    void everyMessageIsWalkedOrInvalid(byte[] content) throws IOException {
        try {
            new MimeWalk(READS_HALF).walk(new ByteArrayInputStream(content));
        } catch (InvalidContentException e) {
            // said so
        }
    }
}
