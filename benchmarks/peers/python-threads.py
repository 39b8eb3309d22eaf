"""A JAM server as the assignment's sheets build it: Python, one thread per connection.

Run: python3 python-threads.py PORT
"""

import socket
import sys
import threading
import time


def answer(line):
    verb, _, arguments = line.partition(b" ")
    if verb == b"TIME" and arguments.isascii():
        return time.strftime("JAM %H:%M:%S\r\n").encode()
    return b"Invalid command\r\n"


class ClientThread(threading.Thread):
    def __init__(self, connection):
        super().__init__(daemon=True)
        self.connection = connection

    def run(self):
        buffer = b""
        with self.connection as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                try:
                    octets = connection.recv(65536)
                except OSError:
                    return
                if not octets:
                    return
                *lines, buffer = (buffer + octets).split(b"\n")
                replies = []
                is_over = len(buffer) > 513
                for line in lines:
                    line = line.removesuffix(b"\r")
                    if line.partition(b" ")[0] == b"QUIT":
                        is_over = True
                        break
                    if line:
                        replies.append(answer(line))
                if replies:
                    connection.sendall(b"".join(replies))
                if is_over:
                    return


def main():
    listener = socket.create_server(("", int(sys.argv[1])), family=socket.AF_INET6, backlog=4096, dualstack_ipv6=True)
    while True:
        connection, _ = listener.accept()
        ClientThread(connection).start()


main()
