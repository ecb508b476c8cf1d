# verificar.py MESSAGE NAME=RECORD...: what dkimpy says of each signature of the message, from the top: its selector, its
# algorithm, and whether it verifies by these TXT records.
import re
import sys

import dkim

with open(sys.argv[1], "rb") as file:
    message = file.read()
records = dict(argument.split("=", 1) for argument in sys.argv[2:])


def txt(name, timeout=5):
    return records[name.decode().rstrip(".")].encode()


signatures = [value for name, value in dkim.rfc822_parse(message)[0] if name.lower() == b"dkim-signature"]
for index, signature in enumerate(signatures):
    tags = dict(tag.split("=", 1) for tag in re.sub(r"\s", "", signature.decode()).split(";"))
    try:
        verified = dkim.DKIM(message, minkey=1024).verify(idx=index, dnsfunc=txt)
    except dkim.DKIMException as error:
        verified = error
    print(tags["s"], tags["a"], verified)
