"""Time server: the request is what the received text ends with."""
import socket
import sys
import threading
from datetime import datetime


class ClientThread(threading.Thread):
    def __init__(self, sock):
        super().__init__(daemon=True)
        self.sock = sock

    def run(self):
        try:
            self.loop()
        finally:
            self.sock.close()

    def loop(self):
        while True:
            received = self.sock.recv(1024)
            if not received:
                return
            text = received.decode(errors="replace").rstrip()
            if text.endswith("TIME"):
                self.sock.sendall(datetime.now().strftime("JAM %H:%M:%S\r\n").encode())
            elif text.endswith("QUIT"):
                return
            else:
                self.sock.sendall(b"Invalid command\r\n")


port = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("0.0.0.0", port))
server.listen(100)
while True:
    sock, _ = server.accept()
    ClientThread(sock).start()
