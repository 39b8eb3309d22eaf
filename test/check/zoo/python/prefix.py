"""Time server: the first four characters decide."""
import socket
import sys
import threading
import time

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 45000


def serve(c):
    while True:
        try:
            data = c.recv(2048)
            if not data:
                break
            if data[:4] == b"TIME":
                c.send(("JAM %s\r\n" % time.strftime("%H:%M:%S")).encode())
            elif data[:4] == b"QUIT":
                break
            else:
                c.send(b"Invalid command\r\n")
        except Exception as e:
            print("error:", e)
            break
    c.close()


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("0.0.0.0", PORT))
s.listen(100)
while 1:
    c, a = s.accept()
    print(a)
    threading.Thread(target=serve, args=(c,), daemon=True).start()
