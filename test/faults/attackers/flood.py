"""Connects one after another as fast as one core can.

Each connection in turn is reset at once, closed at once, closed after TIME was sent, or kept until `keep` are kept
(then the oldest is closed). Reports "flooded" when all are made.
"""

import socket
import time

from attack import new_socket, plan, report, reset, target

kept = []
errors = {}
begun = time.monotonic()


def one(number):
    connection = new_socket(number)
    # A queue that is full drops the request to connect, and the kernel asks again a second later.
    connection.settimeout(5)
    try:
        connection.connect(target)
        manner = number % 4
        if manner == 0:
            reset(connection)
        elif manner == 1:
            connection.close()
        elif manner == 2:
            connection.sendall(b"TIME\r\n")
            reset(connection)
        else:
            kept.append(connection)
            if len(kept) > plan.get("keep", 0):
                reset(kept.pop(0))
    except OSError as error:
        name = "timeout" if isinstance(error, socket.timeout) else (error.strerror or "error")
        errors[name] = errors.get(name, 0) + 1
        connection.close()


for number in range(plan["connections"]):
    one(number)
seconds = time.monotonic() - begun
busy = 0
answered = 0
for connection in kept:
    connection.settimeout(1)
    try:
        connection.sendall(b"TIME\r\n")
        octets = connection.recv(100)
        busy += octets.startswith(b"Server busy")
        answered += octets.startswith(b"JAM ")
    except OSError:
        pass
    reset(connection)
report("flooded", seconds=round(seconds, 3), errors=errors, kept=len(kept), keptBusy=busy, keptAnswered=answered)
