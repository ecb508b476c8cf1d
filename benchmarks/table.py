"""Prints the results of run.sh as a Markdown table of ratios: table.py FOLDER"""
import os, re, sys

folder = sys.argv[1]


def rows(part):
    """name -> numbers of its line, as text; empty if the part has no result."""
    try:
        lines = open(os.path.join(folder, part + ".txt")).read().splitlines()
    except OSError:
        return {}
    return {line.split()[0]: re.findall(r"-?\d[\d,]*\.?\d*", line.split(None, 1)[1].replace(",", ""))
            for line in lines if re.match(r"[a-z][\w-]*\s+-?\d", line)}


def accept(part, name):
    """messages/s, MB/s, CPU seconds for 1000 messages."""
    n = rows(part).get(name)
    return (float(n[0]), float(n[3]), float(n[5])) if n and len(n) > 5 else None


def ratio(a, b, i):
    return a[i] / b[i] if a and b and b[i] else None


def line(what, figures, goals):
    """goals: (peer, index, at least, aim, whether less is better)"""
    texts, met = [], []
    for label, value, least, aim, less in goals:
        if value is None:
            texts.append(f"not measured ({label})")
            continue
        texts.append(f"{value:.2f} x {label}")
        reached = lambda goal: goal is None or (value <= goal if less else value >= goal)
        met.append("aim" if reached(aim) else "yes" if reached(least) else "no")
    want = ", ".join((f"{g[2]:g} x {g[0]}" + (f" (aim {g[3]:g})" if g[3] is not None else "")) if g[2]
                     else f"aim {g[3]:g} x {g[0]}" for g in goals)
    worst = "-" if not met else min(met, key=["no", "yes", "aim"].index)
    print(f"| {what} | {figures} | {', '.join(texts)} | {want} | {worst} |")


def drained(name):
    """steady messages/s, ratio to the first, CPU seconds for 1000 messages."""
    n = rows("outbound").get(name)
    return (float(n[0]), float(n[5]), float(n[6])) if n and len(n) > 6 else None


v = {p: accept(p, "valija") for p in ("kept", "one", "large")}
peer = lambda part, name: accept(part, name)
f = lambda x, unit: f"{x:,.0f} {unit}" if x is not None else "-"

print("| what | Valija | ratio | goal | reached |\n| --- | --- | --- | --- | --- |")
k = v["kept"]
line("no-op bean in a JTA transaction, connection kept", f(k and k[0], "messages/s"),
     [("james-full", ratio(k, peer("kept", "james-full"), 0), 1.0, None, False),
      ("postfix", ratio(k, peer("kept", "postfix"), 0), 3.0, None, False),
      ("subetha", ratio(k, peer("kept", "subetha"), 0), 0, 0.6, False)])
line("the same, CPU for 1000 messages", f"{k[2]:.3f} s" if k else "-",
     [("subetha", ratio(k, peer("kept", "subetha"), 2), 3.0, 2.0, True)])
m = v["large"]
line("1 MB messages", f(m and m[1], "MB/s"),
     [("subetha", ratio(m, peer("large", "subetha"), 1), 1.0, None, False),
      ("james", ratio(m, peer("large", "james"), 1), 0, 1.0, False)])
o = v["one"]
line("one message a connection", f(o and o[0], "messages/s"),
     [("james-full", ratio(o, peer("one", "james-full"), 0), 1.0, None, False),
      ("subetha", ratio(o, peer("one", "subetha"), 0), 0, 0.7, False)])
r = accept("relay", "valija-relay")
line("accept to the durable JMS queue (relay)", f(r and r[0], "messages/s"),
     [("postfix-hold", ratio(r, peer("relay", "postfix-hold"), 0), 1.0, 1.5, False)])
lat = {n: float(x[2]) for n, x in rows("latency").items() if len(x) > 2}
line("p99 of one message, no-op bean", f"{lat['valija']:.2f} ms" if "valija" in lat else "-",
     [("subetha", lat["valija"] / lat["subetha"] if {"valija", "subetha"} <= lat.keys() else None, 2.0, 1.2, True)])
idle = rows("idle").get("valija")
heap = float(idle[6]) if idle and len(idle) > 6 else None
line("live heap for an idle connection", f"{heap:.1f} KB" if heap is not None else "-",
     [("8 KB", heap / 8 if heap is not None else None, 1.0, 0.5, True)])
out, postfix = drained("valija"), drained("postfix")
line("queue drained into a sink", f(out and out[0], "messages/s"), [("postfix", out and out[1], 1.0, 2.0, False)])
line("the same, CPU for 1000 messages", f"{out[2]:.3f} s" if out else "-", [("postfix", ratio(out, postfix, 2), 2.0, 1.2, True)])
for threads in 8, 64:
    n = rows("send").get(f"send-{threads}")
    line(f"a bean sends, {threads} threads", f(n and float(n[0]), "messages/s"),
         [("bare JMS", n and float(n[1]), 0.8, 0.95, False)])
n = rows("beside").get("beside")
line("drain of a healthy host beside bad ones", f(n and float(n[0]), "messages/s"),
     [("alone", n and float(n[1]), 0.8, 0.95, False)])
for part, database in ("waiting", "H2"), ("waiting-postgresql", "PostgreSQL"):
    r = rows(part)
    for name, what, than, least, aim, less in (
            ("idle", "idle, CPU with 100,000 that wait", "1,000", 1.2, 1.0, True),
            ("fresh", "fresh mail with 100,000 that wait", "1,000", 0.9, 1.0, False),
            ("start", "start with 100,000 that wait", "empty", 1.5, 1.1, True),
            ("lanes", "drain of 100,000 that waited", "fresh", 0.5, 1.0, False)):
        n = r.get(name)
        line(f"{what}, {database}", n[0] if n else "-", [(than, n and float(n[1]), least, aim, less)])
