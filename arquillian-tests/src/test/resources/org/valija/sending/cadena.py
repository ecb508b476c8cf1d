# cadena.py MESSAGE NAME=RECORD...: what dkimpy says of the ARC chain of the message by these TXT records: its state, and
# the instances of which it consists, the newest first.
import sys

import dkim

with open(sys.argv[1], "rb") as file:
    message = file.read()
records = dict(argument.split("=", 1) for argument in sys.argv[2:])


def txt(name, timeout=5):
    return records[name.decode().rstrip(".")].encode()


state, results, reason = dkim.arc_verify(message, dnsfunc=txt)
print(state.decode(), *(result["instance"] for result in results))
