#!/usr/bin/env python3
"""What the outbound queue does: queue.py send|beside|waiting [-r ROUNDS] [-n MESSAGES] [-w WAITING] [-t SECONDS]

send     how fast a transactional bean sends, by 8 and by 64 threads, against a bare durable JMS message
beside   the drain of a queue for a healthy destination, alone, and among twice as many for one that never answers a connection
         and one that answers an octet a second
waiting  what waits in the deferred store costs: an idle queue, fresh mail and a start, with few and with many of them; and
         how fast they leave once their destination is back

run.sh has started the server and says by VALIJA_SMTP (port of the relay), VALIJA_HTTP, VALIJA_IN (command that runs an operation of
mail-ejb, stops and launches the server), VALIJA_PID_FILE and VALIJA_SINK (port of all mail exchangers) where it is. Prints a line
for each figure: its name, the figure, and the ratio to what it is compared with."""
import argparse, os, re, socket, statistics as st, subprocess, sys, threading, time, urllib.request
import benchlib as B

ap = argparse.ArgumentParser()
ap.add_argument("what", choices=["send", "beside", "waiting"])
ap.add_argument("-r", type=int, default=3)
ap.add_argument("-n", type=int, default=5000)
ap.add_argument("-w", type=int, default=100_000)
ap.add_argument("-t", type=int, default=3)
a = ap.parse_args()
SMTP, SINK = int(os.environ["VALIJA_SMTP"]), int(os.environ["VALIJA_SINK"])
HTTP, IN, PID_FILE = os.environ["VALIJA_HTTP"], os.environ["VALIJA_IN"], os.environ["VALIJA_PID_FILE"]
QUEUE, WORKER = "messaging-activemq/server=default/jms-queue=valija.ready:", "ejb3/message-driven-bean=ReadyWorker:"
FEW = 1000


def say(text):
    print(f"# {time.strftime('%H:%M:%S')} {text}", flush=True)


def inside(operation):
    subprocess.run([IN, operation], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def pid():
    return int(open(PID_FILE).read().split()[0])


def http(path, post=True):
    request = urllib.request.Request(f"{HTTP}/sending/{path}", data=b"" if post else None)
    return urllib.request.urlopen(request, timeout=900).read().decode().strip()


def waiting():
    return int(http("deferred", post=False))


def queue(count, host):
    subprocess.run(["smtp-source", "-d", "-s", "20", "-m", str(count), "-l", "10240", "-f", "bench@bench.localhost",
                    "-t", f"rcpt@[{host}]", "-M", "bench.localhost", f"127.0.0.1:{SMTP}"], check=True, timeout=300)


class Sink:
    """smtp-sink at the port of all mail exchangers, on the address of the healthy one."""

    def __enter__(self):
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        self.process = subprocess.Popen(["smtp-sink", *user, "-c", "-m", "2000", f"127.0.0.1:{SINK}", "1024"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        os.set_blocking(self.process.stdout.fileno(), False)
        time.sleep(.3)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def rate(self, count, limit=300):
        """Messages in a second, from the first to the last of so many."""
        begin = time.perf_counter()
        first, seen, tail = None, 0, b""
        while seen < count and time.perf_counter() - begin < limit:
            chunk = self.process.stdout.read()
            if not chunk:
                time.sleep(.002)
                continue
            tail = (tail + chunk)[-4096:]
            found = re.findall(rb"mesg=(\d+)\s*\r", tail)
            if found:
                seen = int(found[-1])
                if seen and first is None:
                    first = time.perf_counter()
        if seen < count:
            say(f"only {seen} of {count} within {limit} s")
        return seen / (time.perf_counter() - (first or begin))


def drain(others=()):
    """A burst for the healthy destination, after so many for others: (count, host). Returns the steady rate of the healthy."""
    inside(WORKER + "stop-delivery")
    sources = [threading.Thread(target=queue, args=other) for other in [*others, (a.n, "127.0.0.1")]]
    for source in sources:
        source.start()
    for source in sources:
        source.join()
    B.wait_quiet()
    with Sink() as sink:
        inside(WORKER + "start-delivery")
        rate = sink.rate(a.n)
        time.sleep(6)  # connections wait no longer for their next message
    return rate


def empty():
    inside(WORKER + "stop-delivery")
    inside(QUEUE + "remove-messages")
    http("deferred/none")
    inside(WORKER + "start-delivery")


def warm(rounds=3):
    for _ in range(rounds):
        say(f"warm: {drain():.0f}/s")


def send():
    inside(WORKER + "stop-delivery")
    for _ in range(2):
        for way in "mail", "bare":
            http(f"send?way={way}&threads=8&seconds=15")
            inside(QUEUE + "remove-messages")
            http("bare/none")
    for threads in 8, 64:
        rates = {"mail": [], "bare": []}
        for _ in range(a.r):
            for way in rates:
                B.wait_quiet()
                rates[way].append(int(http(f"send?way={way}&threads={threads}&seconds={a.t}")))
                inside(QUEUE + "remove-messages")
                http("bare/none")
            say(f"{threads} threads: mail {rates['mail'][-1]}/s, bare {rates['bare'][-1]}/s")
        ratio = st.median(x / y for x, y in zip(rates["mail"], rates["bare"]))
        print(f"send-{threads} {st.median(rates['mail']):.0f} {ratio:.3f}", flush=True)


class Tarpit:
    """Answers each connection with an octet a second."""

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.3", SINK), backlog=100)
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.drip, args=(connection,), daemon=True).start()

    @staticmethod
    def drip(connection):
        with connection:
            try:
                for octet in "220 " + "slow " * 100:
                    connection.sendall(octet.encode())
                    time.sleep(1)
            except OSError:
                pass


class Dead:
    """Takes no connection: its backlog is full."""

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.2", SINK), backlog=0)
        self.waiting = []
        for _ in range(3):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.2", SINK))
            self.waiting.append(waiting)
        return self

    def __exit__(self, *_):
        for one in [*self.waiting, self.server]:
            one.close()


def beside():
    warm()
    alone, among = [], []
    with Tarpit(), Dead():
        for _ in range(a.r):
            alone.append(drain())
            among.append(drain([(a.n, "127.0.0.2"), (a.n, "127.0.0.3")]))
            say(f"alone {alone[-1]:.0f}/s, beside {among[-1]:.0f}/s, {waiting()} wait")
            empty()
    ratio = st.median(x / y for x, y in zip(among, alone))
    print(f"alone {st.median(alone):.0f}\nbeside {st.median(among):.0f} {ratio:.3f}", flush=True)


def idle(seconds=30):
    """CPU of the server's process in percent of a core."""
    time.sleep(5)
    begin, clock = B.cpu_secs(pid()), time.perf_counter()
    time.sleep(seconds)
    return 100 * (B.cpu_secs(pid()) - begin) / (time.perf_counter() - clock)


def start():
    """Seconds from the launch of a server that was stopped until it greets a client."""
    inside("stop")
    B.wait_quiet()
    begin = time.perf_counter()
    inside("launch")
    while time.perf_counter() - begin < 300:
        try:
            with socket.create_connection(("127.0.0.1", SMTP), 1) as client:
                client.settimeout(5)
                if client.recv(100).startswith(b"220"):
                    return time.perf_counter() - begin
        except OSError:
            pass
        time.sleep(.05)
    sys.exit("The server does not start")


def store(count):
    if not waiting():
        http("deferred/model")
        while not waiting():
            time.sleep(.1)
    http(f"deferred/copies?n={count - waiting()}")
    say(f"{waiting()} wait")


def medians(rounds, *measures):
    """Each measure as often, in turns."""
    found = [[measure() for measure in measures] for _ in range(rounds)]
    for row in found:
        say("  ".join(f"{x:.2f}" for x in row))
    return [st.median(column) for column in zip(*found)]


def measure_waiting():
    starts, few = {}, min(a.r, 3)
    warm()
    starts["empty"] = medians(few, start)[0]
    warm()
    figures = {}
    for count in FEW, a.w:
        store(count)
        figures[count] = medians(few, idle, drain)
    ratios = [x / y for x, y in zip(figures[a.w], figures[FEW])]
    print(f"idle-{FEW} {figures[FEW][0]:.2f}\nidle {figures[a.w][0]:.2f} {ratios[0]:.3f}")
    print(f"fresh-{FEW} {figures[FEW][1]:.0f}\nfresh {figures[a.w][1]:.0f} {ratios[1]:.3f}", flush=True)
    starts["many"] = medians(few, start)[0]
    print(f"start-empty {starts['empty']:.1f}\nstart {starts['many']:.1f} {starts['many'] / starts['empty']:.3f}", flush=True)
    warm()
    fresh = medians(few, drain)[0]
    with Sink() as sink:
        http("deferred/due")
        back = sink.rate(a.w, limit=900)
    print(f"lanes {back:.0f} {back / fresh:.3f}", flush=True)


B.banner()
B.need("smtp-sink", "smtp-source")
{"send": send, "beside": beside, "waiting": measure_waiting}[a.what]()
