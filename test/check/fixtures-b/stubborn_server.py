"""Does not want to end, has children that do not either, one of them in a session of its own, and writes a file."""
import os
import signal
import socket
import subprocess
import sys
import time

signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open("written.txt", "w") as file:
    file.write("by the server\n")

sock = socket.socket()
sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sock.bind(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0))
sleeper = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('child', flush=True); time.sleep(600)"
children = [
    subprocess.Popen([sys.executable, "-c", sleeper], stdout=subprocess.PIPE, start_new_session=is_new)
    for is_new in (False, True)
]
for child in children:
    child.stdout.readline()
print("folder", os.getcwd())
print("children", *(child.pid for child in children))
sock.listen(5)
while True:
    time.sleep(1)
