"""Time server with select: one thread for all clients. A line is read to its end before the next client's turn."""
import select
import socket
import sys
from datetime import datetime

port = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
server = socket.create_server(("0.0.0.0", port), backlog=100)
clients = []


def read_line(conn):
    line = bytearray()
    while not line.endswith(b"\n"):
        char = conn.recv(1)
        if not char:
            return b"QUIT"
        line += char
    return bytes(line).strip()


while True:
    readable, _, _ = select.select([server] + clients, [], [])
    for ready in readable:
        if ready is server:
            conn, _ = server.accept()
            clients.append(conn)
            continue
        try:
            line = read_line(ready)
            if line == b"QUIT":
                clients.remove(ready)
                ready.close()
            elif line == b"TIME":
                ready.sendall(f"JAM {datetime.now():%H:%M:%S}\r\n".encode())
            elif line:
                ready.sendall(b"Invalid command\r\n")
        except OSError:
            clients.remove(ready)
            ready.close()
