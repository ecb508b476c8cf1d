package org.valija.delivery;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * A socket that reads no more than a bounded number of octets: a peer could send a reply without end, and Angus Mail
 * collects a reply in memory.
 */
final class PeerSocket extends Socket {

    private long limit;
    private Limited in;

    PeerSocket(long limit) {
        this.limit = limit;
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (in == null) {
            in = new Limited(super.getInputStream(), limit);
        }
        return in;
    }

    /** From now on so many octets, however many there were before. */
    synchronized void allow(long octets) {
        limit = octets;
        if (in != null) {
            in.left = octets;
        }
    }

    private static final class Limited extends FilterInputStream {

        private long left;

        Limited(InputStream in, long limit) {
            super(in);
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] octet = new byte[1];
            return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            int read = super.read(octets, offset, length);
            count(read);
            return read;
        }

        /** TLS skips what a host says behind a handshake that has failed. */
        @Override
        public long skip(long octets) throws IOException {
            long skipped = super.skip(octets);
            count(skipped);
            return skipped;
        }

        private void count(long octets) throws IOException {
            left -= Math.max(0, octets);
            if (left < 0) {
                throw new IOException("the host sends replies without end");
            }
        }
    }
}
