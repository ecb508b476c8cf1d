#!/usr/bin/env bash
# Driver of Valija for the bench folder's outbound.sh, which calls it with a verb. run.sh outbound has started the server, and says
# by VALIJA_SMTP (port of the relay), VALIJA_IN (command that runs an operation of mail-ejb) and VALIJA_PID_FILE where it is. Its
# mail exchangers listen at the port of the sink: what is for an address literal goes there.
set -euo pipefail
PATH=$PATH:/usr/sbin

case $1 in
    prepare)
        "$VALIJA_IN" ejb3/message-driven-bean=ReadyWorker:stop-delivery
        smtp-source -d -s 20 -m "$OUT_N" -l "$OUT_SIZE" -f bench@bench.localhost -t 'rcpt@[127.0.0.1]' -M bench.localhost \
            "127.0.0.1:$VALIJA_SMTP"
        ;;
    release) "$VALIJA_IN" ejb3/message-driven-bean=ReadyWorker:start-delivery ;;
    pid) cut -d" " -f1 "$VALIJA_PID_FILE" ;;
    clean)
        "$VALIJA_IN" messaging-activemq/server=default/jms-queue=valija.ready:remove-messages
        sleep 6 # a connection waits no longer for its next message
        ;;
esac
