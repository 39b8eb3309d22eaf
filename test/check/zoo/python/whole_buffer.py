"""Time server: reads until the end of the request, the characters 13 and 10, is there."""
import socket
import sys
import threading
from datetime import datetime


def read_request(conn):
    request = b""
    while not request.endswith(b"\r\n"):
        part = conn.recv(1024)
        if not part:
            return None
        request += part
    return request.strip()


def serve(conn):
    try:
        while True:
            request = read_request(conn)
            if request is None or request == b"QUIT":
                break
            if request == b"TIME":
                conn.sendall(f"JAM {datetime.now():%H:%M:%S}\r\n".encode())
            else:
                conn.sendall(b"Invalid command\r\n")
    except OSError:
        pass
    conn.close()


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
    server = socket.create_server(("0.0.0.0", port), backlog=100)
    while True:
        conn, _ = server.accept()
        threading.Thread(target=serve, args=(conn,), daemon=True).start()


if __name__ == "__main__":
    main()
