"""Prints for ever, in a thread, what it has to say; serves nobody."""
import socket
import sys
import threading

sock = socket.socket()
sock.bind(("127.0.0.1", 0))
sock.listen(5)


def flood():
    number = 0
    while True:
        number += 1
        sys.stdout.write(f"line {number} \xff\n" * 1000)


print("the first line")
threading.Thread(target=flood, daemon=True).start()
while True:
    sock.accept()
