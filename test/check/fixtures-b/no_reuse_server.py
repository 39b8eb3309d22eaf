"""A thread for each client; SO_REUSEADDR is not set, so that a port stays taken after a stop with clients."""
import socket
import sys
import threading
from datetime import datetime


def serve(conn):
    with conn, conn.makefile("rb") as lines:
        for line in lines:
            if line.strip() == b"QUIT":
                break
            conn.sendall(datetime.now().strftime("JAM %H:%M:%S\r\n").encode())


sock = socket.socket()
sock.bind(("127.0.0.1", int(sys.argv[1])))
sock.listen(64)
while True:
    client, _ = sock.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
