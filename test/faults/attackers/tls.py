"""A client that gets its TLS wrong, in every way; and gets it right now and then, so that a dead port would be noticed.

Reports "attacked" with the number of connections and what was wrong: nobody who has not completed a handshake, with the
certificate that is wanted, may get a reply of the protocol from the port with TLS.
"""

import random
import re
import socket
import ssl
import subprocess
import time
import warnings

from attack import IP_BIND_ADDRESS_NO_PORT, plan, report, reset

HOST = "127.0.0.1"
JAM = rb"JAM \d\d:\d\d:\d\d\r\n"
PATIENCE = 15

# The oldest version is asked for on purpose.
warnings.simplefilter("ignore", DeprecationWarning)

wrong = []
connections = 0
silences = []


def connect(port):
    global connections
    connections += 1
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    made.bind(("127.77.0.1", 0))
    made.settimeout(PATIENCE)
    made.connect((HOST, port))
    return made


def client_context(certificate=None, version=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(plan["ca"])
    if certificate is not None:
        context.load_cert_chain(plan[certificate + "Cert"], plan[certificate + "Key"])
    if version is not None:
        context.minimum_version = context.maximum_version = version
    return context


def read_to_end(connection):
    got = b""
    while True:
        try:
            octets = connection.recv(4096)
        except socket.timeout:
            return got, "never"
        except OSError:
            return got, "reset"
        if octets == b"":
            return got, "eof"
        got += octets


def ask(port, certificate=None, version=None):
    """One TIME over TLS. @returns the reply, or the error."""
    plain = connect(port)
    try:
        with client_context(certificate, version).wrap_socket(plain, server_hostname="localhost") as secure:
            secure.sendall(b"TIME\r\n")
            return secure.recv(100)
    except (OSError, ValueError) as error:
        return str(error).encode()
    finally:
        plain.close()


def served(what, *how):
    reply = ask(*how)
    if re.fullmatch(JAM, reply) is None:
        wrong.append("%s: %r instead of the time" % (what, reply[:100]))


def not_served(what, *how):
    reply = ask(*how)
    if b"JAM" in reply or reply == b"timed out":
        wrong.append("%s: %r" % (what, reply[:100]))


def hello():
    """The first octets of a good handshake."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    begun = client_context().wrap_bio(incoming, outgoing, server_hostname="localhost")
    try:
        begun.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def must_close(what, port, sent, end="half"):
    """No octet of the protocol comes, and the server ends it by itself."""
    connection = connect(port)
    try:
        connection.sendall(sent)
        if end == "half":
            connection.shutdown(socket.SHUT_WR)
    except OSError:
        # It has been ended already.
        pass
    got, how = read_to_end(connection)
    # The whole replies: in the octets of a handshake that goes on, which are random, "JAM" alone is found now and then.
    if re.search(JAM, got) is not None or b"Invalid command" in got or how == "never":
        wrong.append("%s: got %r, %s" % (what, got[:60], how))
    connection.close()


def garbage():
    chance = random.Random(plan["seed"])
    for number in range(plan["garbage"]):
        octets = bytes(chance.randrange(256) for _ in range(chance.randint(1, 600)))
        must_close("garbage %d" % number, plan["tlsPort"], octets)
        damaged = bytearray(good_hello)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        must_close("damaged hello %d" % number, plan["tlsPort"], bytes(damaged))
    for text in (b"TIME\r\n", b"QUIT\r\n", b"\r\n", b"GET / HTTP/1.0\r\n\r\n", b"PROXY UNKNOWN\r\n"):
        must_close("plain text on the port with TLS, %r" % text, plan["tlsPort"], text, "silent")


def tls_on_the_plain_port():
    connection = connect(plan["port"])
    connection.sendall(good_hello)
    connection.shutdown(socket.SHUT_WR)
    got, how = read_to_end(connection)
    if re.fullmatch(rb"(Invalid command\r\n)*", got) is None or how == "never":
        wrong.append("TLS on the plain port: got %r, %s" % (got[:60], how))
    connection.close()


def truncated():
    lengths = sorted(set(list(range(1, 12)) + list(range(12, len(good_hello), plan["truncationStep"]))))
    for length in lengths:
        must_close("hello of %d octets, then the end" % length, plan["tlsPort"], good_hello[:length])
        connection = connect(plan["tlsPort"])
        connection.sendall(good_hello[:length])
        reset(connection)


def silent():
    """Handshakes that stop half-way: the deadline ends them, together as they were begun together."""
    waiting = []
    for length in (0, 1, 5, 50, len(good_hello)):
        for _ in range(plan["silent"]):
            connection = connect(plan["tlsPort"])
            connection.sendall(good_hello[:length])
            waiting.append((connection, length, time.monotonic()))
    for connection, length, begun in waiting:
        got, how = read_to_end(connection)
        if how == "never" or b"JAM" in got:
            wrong.append("a handshake that stops after %d octets: %s" % (length, how))
        silences.append(round((time.monotonic() - begun) * 1000))
        connection.close()


def renegotiation():
    """TLS 1.2 lets a client ask for a new handshake at any time, which costs the server much more than the client."""
    global connections
    connections += 1
    command = ["openssl", "s_client", "-connect", "%s:%d" % (HOST, plan["tlsPort"]), "-tls1_2", "-CAfile", plan["ca"]]
    run = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
    )
    try:
        time.sleep(0.5)
        for _ in range(plan["renegotiations"]):
            run.stdin.write(b"R\n")
            time.sleep(0.05)
    except OSError:
        # The server has ended it.
        pass
    try:
        output = run.communicate(timeout=PATIENCE)[0]
    except (OSError, ValueError):
        output = run.stdout.read()
    except subprocess.TimeoutExpired:
        run.kill()
        output = run.stdout.read()
        wrong.append("renegotiation: the connection did not end")
    run.wait()
    # The certificate is verified once for each handshake that the server takes part in.
    return output.count(b"depth=0")


good_hello = hello()
served("a good client", plan["tlsPort"])
served("a good client of TLS 1.2", plan["tlsPort"], None, ssl.TLSVersion.TLSv1_2)
not_served("TLS 1.1", plan["tlsPort"], None, ssl.TLSVersion.TLSv1_1)
garbage()
tls_on_the_plain_port()
truncated()
silent()
handshakes = renegotiation() if plan["renegotiations"] > 0 else 0
served("a client with a certificate", plan["clientTlsPort"], "client")
for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
    not_served("no client certificate, %s" % version.name, plan["clientTlsPort"], None, version)
    not_served("a client certificate of another authority, %s" % version.name, plan["clientTlsPort"], "other", version)
    not_served("an expired client certificate, %s" % version.name, plan["clientTlsPort"], "expired", version)
served("a good client at the end", plan["tlsPort"])
report(
    "attacked",
    connections=connections,
    wrong=wrong[:8],
    wrongs=len(wrong),
    silent=[min(silences), max(silences)],
    handshakes=handshakes,
)
