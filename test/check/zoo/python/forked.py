"""Time server with a process for each client."""
import os
import signal
import socket
import sys
from datetime import datetime


def serve(conn):
    while True:
        data = conn.recv(1024)
        if not data:
            break
        request = data.strip()
        if request == b"TIME":
            conn.sendall(datetime.now().strftime("JAM %H:%M:%S\r\n").encode())
        elif request == b"QUIT":
            break
        else:
            conn.sendall(b"Invalid command\r\n")
    conn.close()


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    server = socket.create_server(("0.0.0.0", port), backlog=100)
    while True:
        conn, address = server.accept()
        if os.fork() == 0:
            server.close()
            try:
                serve(conn)
            finally:
                os._exit(0)


main()
