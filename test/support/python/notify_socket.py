"""Takes the messages of sd_notify(3) at a unix datagram socket, and prints each as one line of JSON.

    python3 notify_socket.py PATH

Prints "null" when it is ready. What comes with a message (the descriptor of a barrier) is closed at once.
"""
import json
import socket
import sys

taken = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
taken.bind(sys.argv[1])
print("null", flush=True)
while True:
    print(json.dumps(taken.recv(65536).decode().splitlines()), flush=True)
