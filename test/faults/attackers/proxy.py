"""A balancer that sends PROXY headers of all kinds, good ones too; and one that nobody trusts.

Each connection sends a header and TIME, ends its direction and reads to the server's end. Reports "proxied" with the
number of connections and what was wrong: a header that is not good must get no octet, a good one the time.
"""

import random
import re
import socket
import struct
import time

from attack import IP_BIND_ADDRESS_NO_PORT, plan, report, target

TIME = b"TIME\r\n"
JAM = rb"JAM \d\d:\d\d:\d\d\r\n"
V1 = b"PROXY TCP4 192.0.2.7 198.51.100.1 50123 45000\r\n"
V1_SIX = b"PROXY TCP6 2001:db8::7 2001:db8::1 50123 45000\r\n"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
FOUR = socket.inet_aton("192.0.2.7") + socket.inet_aton("198.51.100.1") + struct.pack(">HH", 50123, 45000)
SIX = (
    socket.inet_pton(socket.AF_INET6, "2001:db8::7")
    + socket.inet_pton(socket.AF_INET6, "2001:db8::1")
    + struct.pack(">HH", 50123, 45000)
)

wrong = []
connections = 0


def version_2(addresses, command=0x21, family=0x11, length=None):
    length = len(addresses) if length is None else length
    return SIGNATURE + bytes([command, family]) + struct.pack(">H", length) + addresses


def session(sent, source=None, end="half", patience=10):
    """@returns what came back, and how it ended."""
    global connections
    connections += 1
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    made.bind((source or plan["trusted"], 0))
    made.settimeout(patience)
    got = b""
    try:
        made.connect(target)
        made.sendall(sent)
        if end == "half":
            made.shutdown(socket.SHUT_WR)
        while True:
            octets = made.recv(4096)
            if octets == b"":
                return got, "eof"
            got += octets
    except socket.timeout:
        return got, "never"
    except OSError:
        return got, "reset"
    finally:
        made.close()


def refused(what, sent, **how):
    got, end = session(sent, **how)
    if got != b"" or end == "never":
        wrong.append("%s: got %r, %s" % (what, got[:60], end))


def answered(what, sent, **how):
    got, end = session(sent, **how)
    if re.fullmatch(JAM, got) is None or end != "eof":
        wrong.append("%s: got %r, %s" % (what, got[:60], end))


def good_headers():
    answered("version 1, TCP4", V1 + TIME)
    answered("version 1, TCP6", V1_SIX + TIME)
    answered("version 1, UNKNOWN", b"PROXY UNKNOWN\r\n" + TIME)
    answered("version 2, TCP4", version_2(FOUR) + TIME)
    answered("version 2, TCP6", version_2(SIX, family=0x21) + TIME)
    answered("version 2, LOCAL", version_2(b"", command=0x20, family=0) + TIME)
    answered("version 2, an extra field", version_2(FOUR + b"\x04\x00\x03abc") + TIME)


def truncations():
    for name, header in (("1", V1), ("1 six", V1_SIX), ("2", version_2(FOUR)), ("2 six", version_2(SIX, family=0x21))):
        for length in range(1, len(header)):
            refused("version %s, %d octets" % (name, length), header[:length])


def wrong_lengths():
    for length in range(len(FOUR)):
        refused("version 2, TCP4 of %d octets" % length, version_2(FOUR, length=length) + TIME)
    for length in range(len(SIX)):
        refused("version 2, TCP6 of %d octets" % length, version_2(SIX, family=0x21, length=length) + TIME)
    for length in (len(FOUR) + len(TIME) + 1, 600, 4096, 65535):
        refused("version 2, a length of %d that does not come" % length, version_2(FOUR, length=length) + TIME)
    refused("version 1 without an end", b"PROXY TCP4 " + b"1" * 200)
    refused("version 1 of 108 octets", b"PROXY UNKNOWN " + b"x" * 92 + b"\r\n" + TIME)
    for text in (
        b"PROXY TCP4 256.0.2.7 198.51.100.1 50123 45000\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 65536 45000\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 -1 45000\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 50123\r\n",
        b"PROXY TCP4 2001:db8::7 2001:db8::1 50123 45000\r\n",
        b"PROXY TCP6 192.0.2.7 198.51.100.1 50123 45000\r\n",
        b"PROXY  TCP4 192.0.2.7 198.51.100.1 50123 45000\r\n",
        b"proxy TCP4 192.0.2.7 198.51.100.1 50123 45000\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 50123 45000\n",
        b"PROXY TCP4 192.0.2.7\x1b[2J 198.51.100.1 50123 45000\r\n",
    ):
        refused("version 1, %r" % text, text + TIME)
    refused("version 2, a version of 3", version_2(FOUR, command=0x31) + TIME)
    refused("version 2, a command of 2", version_2(FOUR, command=0x22) + TIME)
    refused("no header", TIME)


def untrusted():
    for header in (V1, version_2(FOUR), b"PROXY UNKNOWN\r\n", b""):
        refused("from an address that is not trusted, %r" % header, header + TIME, source=plan["untrusted"])


def silence():
    """A header that does not come: the server must not wait for ever."""
    begun = time.monotonic()
    refused("half a header, then silence", V1[:20], end="silent", patience=plan["headerSeconds"])
    return round((time.monotonic() - begun) * 1000)


def mutations():
    """Whatever it is, it gets replies of the protocol or nothing."""
    chance = random.Random(plan["seed"])
    for _ in range(plan["mutations"]):
        header = bytearray(chance.choice((V1, V1_SIX, version_2(FOUR), version_2(SIX, family=0x21))))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(header))
            manner = chance.randrange(3)
            if manner == 0:
                header[place] = chance.randrange(256)
            elif manner == 1:
                header.insert(place, chance.randrange(256))
            elif len(header) > 1:
                del header[place]
        got, end = session(bytes(header) + TIME)
        if re.fullmatch(rb"(%s|Invalid command\r\n)*" % JAM, got) is None or end == "never":
            wrong.append("mutated header %r: got %r, %s" % (bytes(header), got[:60], end))


good_headers()
truncations()
wrong_lengths()
untrusted()
mutations()
silent = silence()
good_headers()
report("proxied", connections=connections, wrong=wrong[:8], wrongs=len(wrong), silent=silent)
