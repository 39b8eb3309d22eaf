"""Time server. One thread for each client, octets are collected until a line is whole."""
import socket
import sys
import threading
from datetime import datetime

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
LONGEST_LINE = 512


def time_line():
    return "JAM " + datetime.now().strftime("%H:%M:%S") + "\r\n"


def answer(line):
    """The reply to one line without its end; None when the client wants to leave."""
    words = line.split(b" ")
    if line == b"":
        return ""
    if not line.isascii():
        return "Invalid command\r\n"
    if words[0] == b"TIME":
        return time_line()
    if words[0] == b"QUIT":
        return None
    return "Invalid command\r\n"


def say_goodbye(conn):
    # Closing with unread octets would reset the connection and destroy the last reply.
    conn.shutdown(socket.SHUT_WR)
    conn.settimeout(1)
    while conn.recv(65536):
        pass


def talk(conn):
    buffer = b""
    while True:
        data = conn.recv(4096)
        if not data:
            return
        buffer += data
        while b"\n" in buffer:
            line, buffer = buffer.split(b"\n", 1)
            if line.endswith(b"\r"):
                line = line[:-1]
            if len(line) > LONGEST_LINE:
                conn.sendall(b"Invalid command\r\n")
                say_goodbye(conn)
                return
            reply = answer(line)
            if reply is None:
                say_goodbye(conn)
                return
            conn.sendall(reply.encode())
        if len(buffer) > LONGEST_LINE + 1:
            conn.sendall(b"Invalid command\r\n")
            say_goodbye(conn)
            return


def serve(conn, address):
    try:
        talk(conn)
    except OSError as error:
        print("lost", address, error)
    conn.close()


def main():
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("0.0.0.0", PORT))
    server.listen(128)
    while True:
        conn, address = server.accept()
        threading.Thread(target=serve, args=(conn, address), daemon=True).start()


main()
