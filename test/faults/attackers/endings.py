"""Ends a session at every point of it, in every way, and checks what comes back.

The script is cut after each of its octets; each beginning is sent whole or octet by octet, then the connection is ended:
"fin" closes it, "reset" resets it, "half" ends the sending direction and reads on, "silent" says nothing more until
the server ends it, "window" reads nothing at first while many replies are due, then all.

Reports "endings" with the number of sessions, what was wrong with them, and when the silent ones were ended.
"""

import re
import select
import socket
import time

from attack import new_socket, plan, report, reset, target

SCRIPT = b"TIME\r\nbad\r\n\r\nTIME now\r\nTI\nTIME\n" + b"QUIT\r\nTIME\r\n"
REPLIES = {b"TIME": rb"JAM \d\d:\d\d:\d\d\r\n", b"QUIT": b"", b"": b""}
PATIENCE = 10
WINDOW_REQUESTS = plan.get("windowRequests", 20000)

wrong = []
sessions = 0


def owed(sent):
    """What the sent octets are answered with, as a pattern; and whether they hold QUIT."""
    pattern = b""
    for line in sent.split(b"\n")[:-1]:
        line = line.removesuffix(b"\r")
        verb = line.split(b" ")[0]
        if verb == b"QUIT":
            return pattern, True
        pattern += REPLIES.get(verb, rb"Invalid command\r\n")
    return pattern, False


def connect(number, receive_buffer=None):
    global sessions
    sessions += 1
    made = new_socket(number, receive_buffer)
    made.settimeout(PATIENCE)
    made.connect(target)
    return made


def send(connection, octets, cut):
    try:
        if cut == "whole":
            connection.sendall(octets)
        else:
            for octet in octets:
                connection.send(bytes([octet]))
    except OSError:
        # It has said QUIT, and the server may be gone: what comes back tells.
        pass


def read_to_end(connection):
    """All octets, and how the server ended."""
    got = b""
    while True:
        try:
            octets = connection.recv(1 << 16)
        except socket.timeout:
            return got, "never"
        except OSError:
            return got, "reset"
        if octets == b"":
            return got, "eof"
        got += octets


def expect(what, got, pattern, end, ends):
    if re.fullmatch(pattern, got) is None or end not in ends:
        wrong.append("%s: got %r, %s" % (what, got[:80], end))


def beginnings():
    for length in range(len(SCRIPT) + 1):
        for cut in ("whole", "octets"):
            yield length, cut, SCRIPT[:length]


def end_at_once():
    for length, cut, sent in beginnings():
        for how in ("fin", "reset"):
            connection = connect(length)
            send(connection, sent, cut)
            reset(connection) if how == "reset" else connection.close()


def end_half():
    for length, cut, sent in beginnings():
        connection = connect(length)
        send(connection, sent, cut)
        try:
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            # After QUIT the server may be gone already.
            pass
        pattern, _ = owed(sent)
        got, end = read_to_end(connection)
        expect("half-close after %d octets, %s" % (length, cut), got, pattern, end, ("eof",))
        connection.close()


def end_silent():
    """All at the same time: each waits for a deadline of the server."""
    waiting = {}
    poller = select.epoll()
    for length, cut, sent in beginnings():
        connection = connect(length)
        send(connection, sent, cut)
        connection.setblocking(False)
        waiting[connection.fileno()] = [connection, length, cut, sent, b"", time.monotonic()]
        poller.register(connection.fileno(), select.EPOLLIN)
    ages = {"line": [], "idle": []}
    until = time.monotonic() + plan["silentSeconds"]
    while waiting and time.monotonic() < until:
        for descriptor, _ in poller.poll(0.2):
            entry = waiting[descriptor]
            connection, length, cut, sent, _, since = entry
            try:
                octets = connection.recv(4096)
                end = "eof"
            except OSError:
                octets = b""
                end = "reset"
            entry[4] += octets
            if octets != b"":
                continue
            pattern, has_quit = owed(sent)
            expect("silence after %d octets, %s" % (length, cut), entry[4], pattern, end, ("eof", "reset"))
            if not has_quit:
                fragment = sent.split(b"\n")[-1]
                ages["line" if fragment else "idle"].append(round((time.monotonic() - since) * 1000))
            poller.unregister(descriptor)
            connection.close()
            del waiting[descriptor]
    for connection, length, cut, _, _, _ in waiting.values():
        wrong.append("silence after %d octets, %s: never ended" % (length, cut))
        connection.close()
    return {name: [min(each), max(each)] if each else None for name, each in ages.items()}


def zero_windows():
    """Many replies to a client whose window is shut: they wait, and come in full when it reads again."""
    connection = connect(0, receive_buffer=4096)
    connection.setblocking(False)
    block = b"TIME\r\n" * WINDOW_REQUESTS
    sent = 0
    shut_at = None
    got = b""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and len(got) < 14 * WINDOW_REQUESTS:
        if sent < len(block):
            try:
                sent += connection.send(block[sent:])
            except BlockingIOError:
                shut_at = shut_at or time.monotonic()
            except OSError:
                break
        # It looks away for a moment, well below the stall deadline.
        if sent < len(block) and (shut_at is None or time.monotonic() - shut_at < 0.2):
            continue
        try:
            octets = connection.recv(1500)
        except BlockingIOError:
            select.select([connection], [], [], 0.1)
            continue
        except OSError:
            break
        if octets == b"":
            break
        got += octets
    connection.close()
    if re.fullmatch(rb"(JAM \d\d:\d\d:\d\d\r\n){%d}" % WINDOW_REQUESTS, got) is None:
        wrong.append("shut window: %d of %d octets came" % (len(got), 14 * WINDOW_REQUESTS))


end_at_once()
end_half()
for _ in range(plan.get("windows", 5)):
    zero_windows()
silent = end_silent()
report("endings", sessions=sessions, wrong=wrong[:5], wrongs=len(wrong), silent=silent)
