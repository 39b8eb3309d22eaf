"""Time server with select and without a single except."""
import select
import socket
import sys
import time

server_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server_socket.bind(("0.0.0.0", int(sys.argv[1]) if len(sys.argv) > 1 else 45000))
server_socket.listen(100)
input_socket = [server_socket]

while True:
    read_ready, write_ready, exception = select.select(input_socket, [], [])
    for sock in read_ready:
        if sock == server_socket:
            client_socket, client_address = server_socket.accept()
            input_socket.append(client_socket)
        else:
            data = sock.recv(1024)
            request = data.decode().strip()
            if not data or request == "QUIT":
                sock.close()
                input_socket.remove(sock)
            elif request == "TIME":
                sock.send(("JAM " + time.strftime("%H:%M:%S") + "\r\n").encode())
            else:
                sock.send("Invalid command\r\n".encode())
