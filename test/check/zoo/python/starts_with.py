"""Time server: what the client sent is stripped and looked at from its beginning."""
import socket
import sys
import threading
import time

HOST = "0.0.0.0"
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 45000


def handle_client(client_socket, address):
    print("new client:", address)
    while True:
        try:
            data = client_socket.recv(1024)
        except ConnectionResetError:
            break
        if not data:
            break
        request = data.strip()
        if request.startswith(b"TIME"):
            reply = "JAM " + time.strftime("%H:%M:%S") + "\r\n"
            client_socket.send(reply.encode())
        elif request.startswith(b"QUIT"):
            break
        else:
            client_socket.send(b"Invalid command\r\n")
    client_socket.close()
    print("closed:", address)


server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind((HOST, PORT))
server.listen(50)
print("listening on", PORT)
while True:
    client_socket, address = server.accept()
    thread = threading.Thread(target=handle_client, args=(client_socket, address), daemon=True)
    thread.start()
