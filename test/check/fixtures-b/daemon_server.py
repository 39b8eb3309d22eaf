"""Leaves its terminal as daemons do: two forks and a session of its own; the first process ends at once."""
import os
import socket
import sys

if os.fork():
    sys.exit()
os.setsid()
if os.fork():
    os._exit(0)

sock = socket.socket()
sock.bind(("127.0.0.1", 0))
sock.listen(5)
while True:
    conn, _ = sock.accept()
    conn.close()
