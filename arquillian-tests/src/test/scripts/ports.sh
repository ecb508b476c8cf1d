# Sourced by the server scripts: the ports of the server under test, and how to find out that one is taken.

HTTP_PORT=$((8080 + PORT_OFFSET))
RELAY_PORT=$((2525 + PORT_OFFSET))
SUBMISSION_PORT=$((2587 + PORT_OFFSET))
SUBMISSIONS_PORT=$((2465 + PORT_OFFSET))
# Of the name server, which the tests that need one start themselves.
DNS_PORT=$((5353 + PORT_OFFSET))
# Of the mail exchangers that it is to find, and of the web server with MTA-STS policies; tests start these, too.
MX_PORT=$((2552 + PORT_OFFSET))
POLICY_PORT=$((4443 + PORT_OFFSET))

# require_free NAME PORT: ends with a sentence if somebody listens there.
require_free() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then
    echo "Port $2 ($1 of the server under test) is in use: stop what uses it," \
      "or choose other ports by -Dvalija.test.port.offset=N (now $PORT_OFFSET)." >&2
    exit 1
  fi
}

require_free_ports() {
  require_free "HTTP" "$HTTP_PORT"
  require_free "SMTP relay" "$RELAY_PORT"
  require_free "SMTP submission" "$SUBMISSION_PORT"
  require_free "SMTP submissions" "$SUBMISSIONS_PORT"
}
