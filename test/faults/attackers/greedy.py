"""One client that pipelines as fast as it can and reads all, until the order "stop". Reports "greedy"."""

import select
import sys
import time

from attack import new_socket, plan, report, target

BLOCK = b"TIME\r\n" * plan.get("lines", 10000)
REPLY = 14

connection = new_socket()
connection.connect(target)
connection.setblocking(False)
poller = select.epoll()
poller.register(connection.fileno(), select.EPOLLIN | select.EPOLLOUT)
poller.register(sys.stdin.fileno(), select.EPOLLIN)
sent = 0
received = 0
begun = time.monotonic()
how = "ordered"
report("connected", connections=1, refused=0)
while how == "ordered":
    events = dict(poller.poll(1.0))
    if sys.stdin.fileno() in events:
        break
    try:
        octets = connection.recv(1 << 18)
        if octets == b"":
            how = "eof"
        received += len(octets)
    except BlockingIOError:
        pass
    except OSError:
        how = "reset"
        break
    try:
        # A block that went out in part goes on where it stopped, or lines would be invalid.
        sent += connection.send(BLOCK[sent % len(BLOCK):])
    except BlockingIOError:
        pass
    except OSError:
        how = "reset"
report(
    "greedy",
    end=how,
    answered=received // REPLY,
    asked=sent // 6,
    seconds=round(time.monotonic() - begun, 3),
)
