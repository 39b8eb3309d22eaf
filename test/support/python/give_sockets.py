"""Makes listening sockets as systemd does for a .socket unit, and becomes a program that is given them.

    python3 give_sockets.py SOCKETS PROGRAM [ARGUMENT...]

SOCKETS is a list like `plain,plain,tls`: names of sockets that share a free port of 127.0.0.1 with those of
the same name (ReusePort=). Prints the ports as one line of JSON on standard error first.
"""
import json
import os
import socket
import sys

names = sys.argv[1].split(",")
program = sys.argv[2:]
ports = {}
sockets = []
for name in names:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", ports.get(name, 0)))
    ports[name] = made.getsockname()[1]
    if name != "deaf":
        made.listen(128)
    sockets.append(made)
print(json.dumps(ports), file=sys.stderr, flush=True)
# First out of the way of the numbers that they are to have.
held = [os.dup2(made.fileno(), 100 + index) for index, made in enumerate(sockets)]
for made in sockets:
    made.close()
for index, descriptor in enumerate(held):
    os.dup2(descriptor, 3 + index, inheritable=True)
    os.close(descriptor)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(names)), LISTEN_FDNAMES=":".join(names))
os.execvp(program[0], program)
