"""Time server that reads one character after the other."""
import socket
import sys
import threading
from datetime import datetime


def read_line(conn):
    line = b""
    while line[-2:] != b"\r\n":
        char = conn.recv(1)
        if char == b"":
            return None
        line += char
    return line[:-2]


def client(conn):
    try:
        while True:
            line = read_line(conn)
            if line is None or line == b"QUIT":
                break
            elif line == b"TIME":
                now = datetime.now()
                conn.sendall(b"JAM %02d:%02d:%02d\r\n" % (now.hour, now.minute, now.second))
            else:
                conn.sendall(b"Invalid command\r\n")
    except ConnectionError as why:
        print("connection lost:", why)
    finally:
        conn.close()


port = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("0.0.0.0", port))
listener.listen(100)
while True:
    conn, addr = listener.accept()
    threading.Thread(target=client, args=(conn,), daemon=True).start()
