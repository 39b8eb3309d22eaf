"""Servers that want to hang, flood or crash whoever checks them.

    python3 adversary.py KIND [PORT]
"""
import os
import random
import socket
import struct
import sys
import threading
import time


def now():
    return time.strftime("JAM %H:%M:%S\r\n").encode()


def endless_banner(conn):
    while True:
        conn.sendall(b"Welcome to this server, which is very glad to see you!\r\n" * 100)


def endless_line(conn):
    conn.recv(1024)
    while True:
        conn.sendall(b"JAM 11:22:33 and a little more " * 1000)


def octet_a_second(conn):
    while conn.recv(1024):
        for octet in now():
            conn.sendall(bytes([octet]))
            time.sleep(1)


def gigabytes(conn):
    while conn.recv(1024):
        for _ in range(100_000):
            conn.sendall(now() * 4000)


def garbage(conn):
    seed = random.Random(45000)
    while True:
        conn.sendall(seed.randbytes(seed.randrange(1, 5000)))
        conn.recv(1024)


def garbage_when_asked(conn):
    seed = random.Random(45001)
    while conn.recv(1024):
        conn.sendall(seed.randbytes(3000))


def closes_at_once(conn):
    conn.close()


def never_answers(conn):
    time.sleep(1000)


def reads_and_never_answers(conn):
    while conn.recv(65536):
        pass


def resets(conn):
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    conn.close()


def resets_when_asked(conn):
    conn.recv(1024)
    conn.sendall(now()[:9])
    resets(conn)


def reply_for_each_octet(conn):
    while data := conn.recv(1024):
        for _ in data:
            conn.sendall(now())


def escapes(conn):
    """Sequences for the terminal, markup for the page, and an end of line where none belongs."""
    while conn.recv(1024):
        conn.sendall(b"JAM \x1b[2J\x1b]0;owned\x07<script>alert(1)</script>&quot; 11:22:33\r\r\x00\n")


def late_by_turns(conn):
    """Answers each second request, and that after a time that no one waits."""
    while conn.recv(1024):
        conn.recv(1024)
        time.sleep(30)
        conn.sendall(now())


def accepting(serve):
    def run(listener):
        def one(conn):
            try:
                serve(conn)
            except OSError:
                pass
            conn.close()

        listener.listen(100)
        while True:
            conn, _ = listener.accept()
            threading.Thread(target=one, args=(conn,), daemon=True).start()

    return run


def never_accepts(listener):
    listener.listen(100)
    time.sleep(1000)


def full_queue(listener):
    """A queue of one that we fill ourselves: whoever comes gets no answer to his SYN."""
    listener.listen(0)
    own = [socket.socket() for _ in range(3)]
    for conn in own:
        conn.setblocking(False)
        conn.connect_ex(("127.0.0.1", listener.getsockname()[1]))
    time.sleep(1000)


def ends_at_once(listener):
    listener.listen(100)
    listener.accept()
    os._exit(1)


KINDS = {
    "endless-banner": accepting(endless_banner),
    "endless-line": accepting(endless_line),
    "octet-a-second": accepting(octet_a_second),
    "gigabytes": accepting(gigabytes),
    "garbage": accepting(garbage),
    "garbage-when-asked": accepting(garbage_when_asked),
    "closes-at-once": accepting(closes_at_once),
    "never-answers": accepting(never_answers),
    "reads-and-never-answers": accepting(reads_and_never_answers),
    "resets": accepting(resets),
    "resets-when-asked": accepting(resets_when_asked),
    "reply-for-each-octet": accepting(reply_for_each_octet),
    "escapes": accepting(escapes),
    "late-by-turns": accepting(late_by_turns),
    "never-accepts": never_accepts,
    "full-queue": full_queue,
    "ends-at-once": ends_at_once,
}

if __name__ == "__main__":
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 45000))
    KINDS[sys.argv[1]](listener)
