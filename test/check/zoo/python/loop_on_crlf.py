"""Time server with a buffer: as long as there is a CR LF in it there is a request."""
import socket
import sys
import threading
from datetime import datetime


class Client(threading.Thread):
    def __init__(self, connection):
        threading.Thread.__init__(self)
        self.daemon = True
        self.connection = connection

    def run(self):
        buffer = ""
        try:
            while True:
                data = self.connection.recv(1024)
                if not data:
                    break
                buffer += data.decode("latin-1")
                while "\r\n" in buffer:
                    request, buffer = buffer.split("\r\n", 1)
                    if request == "QUIT":
                        return
                    self.answer(request)
        except OSError as e:
            print("error", e)
        finally:
            self.connection.close()

    def answer(self, request):
        if request == "TIME":
            self.connection.sendall(datetime.now().strftime("JAM %H:%M:%S\r\n").encode())
        else:
            self.connection.sendall(b"Invalid command\r\n")


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("0.0.0.0", port))
    server.listen(100)
    while True:
        connection, _ = server.accept()
        Client(connection).start()


main()
