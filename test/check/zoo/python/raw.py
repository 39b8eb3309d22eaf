"""Time server after the words of the sheet: begins with TIME, ends with the characters 13 and 10."""
import logging
import socket
import sys
from datetime import datetime
from threading import Thread


def handle(conn):
    while True:
        data = conn.recv(256)
        if not data:
            break
        try:
            text = data.decode()
        except UnicodeDecodeError:
            conn.sendall(b"Invalid command\r\n")
            continue
        if text.startswith("TIME") and text.endswith("\r\n"):
            jam = datetime.now().strftime("%H:%M:%S")
            conn.sendall("JAM {}\r\n".format(jam).encode())
        elif text.startswith("QUIT") and text.endswith("\r\n"):
            break
        else:
            logging.warning("unknown request")
            conn.sendall(b"Invalid command\r\n")
    conn.close()


def serve_client(conn, addr):
    try:
        handle(conn)
    except OSError:
        logging.warning("client %s is gone", addr)
        conn.close()


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
    listener = socket.create_server(("0.0.0.0", port), backlog=100)
    while True:
        conn, addr = listener.accept()
        Thread(target=serve_client, args=(conn, addr), daemon=True).start()
