"""A thread for each client, with one fault that shows when a client has left: `python3 faulty_server.py FAULT`."""
import os
import socket
import sys
import threading
import time
from datetime import datetime

fault = sys.argv[1]
kept = []
served = 0


def jam():
    return datetime.now().strftime("JAM %H:%M:%S\r\n").encode()


def serve(conn):
    global served
    while True:
        try:
            data = conn.recv(1024)
        except OSError:
            break
        if not data:
            if fault == "spins":
                while True:
                    pass
            if fault == "error-loop":
                try:
                    for _ in range(1000):
                        conn.sendall(b"Invalid command\r\n")
                except OSError:
                    pass
            if fault == "one-error":
                conn.sendall(b"Invalid command\r\n")
            if fault == "keeps-threads":
                conn.close()
                time.sleep(600)
            break
        if data == b"QUIT\r\n" and fault != "keeps-threads":
            break
        served += 1
        if fault == "other-reply" and served > 40:
            conn.sendall(b"ERROR\r\n")
        else:
            conn.sendall(jam())
        if fault == "dies-at-40" and served == 40:
            os._exit(3)
    if fault == "keeps-descriptors":
        kept.append(conn)
    else:
        conn.close()


def serve_in_child(conn):
    if os.fork() == 0:
        serve(conn)
        os._exit(0)
    conn.close()


sock = socket.socket()
sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sock.bind(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0))
sock.listen(64)
while True:
    client, _ = sock.accept()
    if fault == "iterative":
        serve(client)
    elif fault == "keeps-zombies":
        serve_in_child(client)
    elif fault == "dies-at-first":
        serve(client)
        break
    else:
        threading.Thread(target=serve, args=(client,), daemon=True).start()
