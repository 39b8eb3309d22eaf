"""Time server that knows two requests, octet by octet as the sheet has them."""
import datetime
import socket
import sys
import threading


def client_thread(conn):
    with conn:
        while True:
            data = conn.recv(1024)
            if data == b"TIME\r\n":
                conn.sendall(datetime.datetime.now().strftime("JAM %H:%M:%S\r\n").encode("ascii"))
            elif data == b"QUIT\r\n" or data == b"":
                return
            else:
                conn.sendall(b"Invalid command\r\n")


def main():
    port = 45000
    if len(sys.argv) > 1:
        port = int(sys.argv[1])
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("", port))
        s.listen(64)
        while True:
            conn, _ = s.accept()
            threading.Thread(target=client_thread, args=(conn,), daemon=True).start()


main()
