"""What all attackers share: their plan, their sockets, their orders and their reports.

An attacker is a process of its own: python3 NAME.py PLAN, where PLAN is a JSON object. It takes orders, one a
line, on standard input and ends with it; it prints its reports on standard output, one JSON object a line.
"""

import errno
import json
import os
import socket
import struct
import sys
import time

# Not in the socket module before 3.12: the port is chosen at connect, when both ends are known.
IP_BIND_ADDRESS_NO_PORT = 24
RESET_AT_CLOSE = struct.pack("ii", 1, 0)

# The attacker must not take the processor from the client whose answers are measured.
os.nice(10)

plan = json.loads(sys.argv[1])
target = (plan.get("host", "127.0.0.1"), plan["port"])
started = time.monotonic()


def report(event, **facts):
    facts["event"] = event
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def source(number):
    """An address of the loopback network; as many different ones as the plan asks for, from 127.77.0.1 on."""
    place = number % plan.get("sources", 1)
    return "127.77.%d.%d" % (place // 250, place % 250 + 1)


def new_socket(number=0, receive_buffer=None):
    """A socket with an attacker's address, not connected yet."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if receive_buffer is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    made.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    made.bind((source(number), 0))
    return made


def reset(connection):
    """Closes with RST."""
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
    except OSError:
        pass
    connection.close()


def orders():
    """Each order once it comes; blocks between them."""
    for line in sys.stdin:
        yield line.strip()


def was_lost(error):
    """Whether the peer ended the connection, as an error of send() or recv() tells."""
    return error.errno in (errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN, errno.ETIMEDOUT)
