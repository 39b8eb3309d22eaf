"""Clients of the assignment as people write them, one function each. Prints what the client got.

usage: python3 sheet_clients.py NAME PORT
"""

import socket
import sys
import threading


def connect(port):
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    client.settimeout(10)
    client.connect(("127.0.0.1", port))
    return client


def one_recv_then_quit(port):
    """TIME, one recv(1024), QUIT, and closes at once: the server's end comes to a socket that is gone."""
    for _ in range(20):
        client = connect(port)
        client.sendall(b"TIME\r\n")
        reply = client.recv(1024)
        client.sendall(b"QUIT\r\n")
        client.close()
        print(repr(reply.decode()))


def two_line_ends(port):
    """One recv(16): a reply to the empty line would be read as part of the time."""
    client = connect(port)
    for _ in range(3):
        client.sendall(b"TIME\r\n\r\n")
        print(repr(client.recv(16).decode()))
    client.close()


def trailing_space(port):
    """recv(16) until seven octets or more are there."""
    client = connect(port)
    client.sendall(b"TIME \r\n")
    data = b""
    while len(data) < 7:
        data += client.recv(16)
    print(repr(data.decode()))
    client.close()


def with_argument(port):
    client = connect(port)
    client.sendall(b"TIME process \r\n")
    print(repr(client.recv(32).decode()))
    client.close()


def exactly_fourteen(port):
    client = connect(port)
    client.sendall(b"TIME\r\n")
    data = client.recv(14)
    assert len(data) == 14, data
    print(repr(data.decode()))
    client.settimeout(0.2)
    try:
        print("more:", client.recv(1))
    except socket.timeout:
        print("nothing more")
    client.close()


def any_text(port):
    """Whatever is typed, with CR LF; blocks until a reply comes."""
    client = connect(port)
    for text in ["hello", "time", "JAM", "TIME", "apa kabar?"]:
        client.sendall((text + "\r\n").encode())
        print(repr(client.recv(1024).decode()))
    client.sendall(b"QUIT\r\n")
    print(repr(client.recv(1024).decode()))
    client.close()


def quit_then_wait(port):
    client = connect(port)
    client.sendall(b"TIME\r\n")
    client.recv(1024)
    client.sendall(b"QUIT\r\n")
    rest = b""
    while True:
        data = client.recv(1024)
        if not data:
            break
        rest += data
    print("end after", repr(rest.decode()))
    client.close()


def quit_without_line_end(port):
    client = connect(port)
    client.sendall(b"TIME\r\n")
    print(repr(client.recv(1024).decode()))
    client.sendall(b"QUIT")
    client.close()


def no_line_end_at_all(port):
    """The sheet asks for CR LF: this client is owed nothing, and waits."""
    client = connect(port)
    client.sendall(b"TIME")
    client.settimeout(0.3)
    try:
        print(repr(client.recv(1024).decode()))
    except socket.timeout:
        print("no reply")
    client.sendall(b"\r\n")
    client.settimeout(10)
    print(repr(client.recv(1024).decode()))
    client.close()


def reset(port):
    """SO_LINGER 0: the close is a reset."""
    for data in [b"", b"TI", b"TIME\r\n", b"TIME\r\nQUIT\r\n"]:
        client = connect(port)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        if data:
            client.sendall(data)
        client.close()
    print("done")


def threads_at_once(port):
    """Fifty threads that all connect before any of them asks."""
    everyone = threading.Barrier(50)
    replies = []

    def run():
        client = connect(port)
        everyone.wait(10)
        client.sendall(b"TIME\r\n")
        replies.append(client.recv(1024))
        client.sendall(b"QUIT\r\n")
        client.close()

    threads = [threading.Thread(target=run) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for reply in replies:
        print(repr(reply.decode()))


globals()[sys.argv[1]](int(sys.argv[2]))
