"""Time server with a class for each client, as in the example of the lecture."""
import socket
import sys
import threading
from datetime import datetime


class ProcessClient(threading.Thread):
    def __init__(self, connection, address):
        threading.Thread.__init__(self, daemon=True)
        self.connection = connection
        self.address = address

    def run(self):
        while True:
            data = self.connection.recv(1024)
            if not data:
                break
            request = data.decode("utf-8").strip()
            if request == "TIME":
                now = datetime.now().strftime("%H:%M:%S")
                self.connection.sendall(f"JAM {now}\r\n".encode("utf-8"))
            elif request == "QUIT":
                break
            else:
                self.connection.sendall("Invalid command\r\n".encode("utf-8"))
        self.connection.close()


class Server(threading.Thread):
    def __init__(self, port):
        threading.Thread.__init__(self)
        self.the_clients = []
        self.my_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.my_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.my_socket.bind(("0.0.0.0", port))

    def run(self):
        self.my_socket.listen(100)
        while True:
            connection, client_address = self.my_socket.accept()
            print(f"connection from {client_address}")
            client = ProcessClient(connection, client_address)
            client.start()
            self.the_clients.append(client)


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
    Server(port).start()


if __name__ == "__main__":
    main()
