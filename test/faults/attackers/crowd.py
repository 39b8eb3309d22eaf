"""Many connections at the same time that do something bad together.

behaviour "unread": each pipelines TIME for as long as the kernel takes it, and never reads;
          "drip":   each sends one octet every `every` seconds and never ends its line;
          "idle":   each says nothing, or asks `first` once.

Reports "connected"; on the order "go" it begins. Each connection that the server ends is noted; "ended" is reported
when all are, or on the order "stop". The order "reset" resets all that are left, at once, and reports "reset".
"""

import os
import select
import sys
import time

from attack import new_socket, plan, report, reset, target, was_lost

BLOCK = b"TIME\r\n" * 5000
ENDED = select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP

behaviour = plan["behaviour"]
poller = select.epoll()
connections = {}
closings = {"eof": 0, "reset": 0, "busy": 0}
ages = []
sent_octets = 0
begun = None


def connect_all():
    refused = 0
    for number in range(plan["connections"]):
        made = new_socket(number, plan.get("receiveBuffer"))
        made.settimeout(10)
        try:
            made.connect(target)
            if "first" in plan:
                made.sendall(plan["first"].encode("latin1"))
                made.recv(100)
        except OSError:
            refused += 1
            made.close()
            continue
        made.setblocking(False)
        connections[made.fileno()] = made
        poller.register(made.fileno(), select.EPOLLRDHUP | (0 if behaviour == "unread" else select.EPOLLIN))
    report("connected", connections=len(connections), refused=refused)


def flood(descriptor):
    """Sends more while the kernel takes it. A block that it takes in part is begun anew: what is asked does not matter."""
    global sent_octets
    # One block at a time, so that all connections fill up together.
    try:
        sent_octets += connections[descriptor].send(BLOCK)
    except BlockingIOError:
        pass
    except OSError as error:
        if not was_lost(error):
            raise


def drip(descriptors):
    global sent_octets
    for descriptor in descriptors:
        connection = connections.get(descriptor)
        if connection is None:
            continue
        try:
            sent_octets += connection.send(b"T")
        except OSError as error:
            if not was_lost(error) and not isinstance(error, BlockingIOError):
                raise


def close(descriptor, how):
    connection = connections.pop(descriptor)
    poller.unregister(descriptor)
    connection.close()
    closings[how] += 1
    if begun is not None:
        ages.append(time.monotonic() - begun)


def look(descriptor, events):
    connection = connections.get(descriptor)
    if connection is None:
        return
    if behaviour == "unread":
        if events & ENDED:
            close(descriptor, "reset" if events & select.EPOLLERR else "eof")
        elif events & select.EPOLLOUT:
            flood(descriptor)
        return
    try:
        octets = connection.recv(4096)
    except BlockingIOError:
        return
    except OSError:
        close(descriptor, "reset")
        return
    if octets.startswith(b"Server busy"):
        close(descriptor, "busy")
    elif octets == b"":
        close(descriptor, "eof")


def tell_end():
    milliseconds = sorted(round(age * 1000) for age in ages)
    report(
        "ended",
        left=len(connections),
        sentOctets=sent_octets,
        first=milliseconds[0] if milliseconds else None,
        last=milliseconds[-1] if milliseconds else None,
        **closings,
    )


def begin():
    global begun
    begun = time.monotonic()
    if behaviour == "unread":
        for descriptor in list(connections):
            poller.modify(descriptor, select.EPOLLRDHUP | select.EPOLLOUT)


def reset_all():
    count = len(connections)
    for connection in connections.values():
        reset(connection)
    connections.clear()
    report("reset", connections=count)


def run():
    turn = 0
    turns = 20
    every = plan.get("every", 1.0) / turns
    next_turn = 0.0
    told = False
    rest = b""
    poller.register(sys.stdin.fileno(), select.EPOLLIN)
    while True:
        wait = max(0.0, next_turn - time.monotonic()) if begun and behaviour == "drip" else 1.0
        for descriptor, events in poller.poll(wait):
            if descriptor != sys.stdin.fileno():
                look(descriptor, events)
                continue
            got = os.read(descriptor, 4096)
            if got == b"":
                return
            *lines, rest = (rest + got).split(b"\n")
            for order in lines:
                if order == b"go":
                    begin()
                elif order == b"reset":
                    reset_all()
                elif order == b"stop":
                    tell_end()
                    told = True
        if begun and behaviour == "drip" and time.monotonic() >= next_turn:
            # Spread over the second: a twentieth of them at a time.
            next_turn = time.monotonic() + every
            drip([descriptor for descriptor in connections if descriptor % turns == turn])
            turn = (turn + 1) % turns
        if begun and not told and not connections:
            told = True
            tell_end()


connect_all()
run()
