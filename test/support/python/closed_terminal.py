"""Runs a server on a terminal: SIGHUP with the terminal there must not end it, closing the terminal must.

Prints `reloaded` and `ended <exit code>`.
"""
import os
import pty
import signal
import sys
import time


def read_until(descriptor, text, seconds=10):
    seen = b""
    deadline = time.monotonic() + seconds
    while text not in seen:
        if time.monotonic() > deadline:
            sys.exit("waited for %r; saw %r" % (text, seen))
        seen += os.read(descriptor, 65536)


pid, terminal = pty.fork()
if pid == 0:
    os.environ["LC_ALL"] = "C"
    os.execv(sys.argv[1], sys.argv[1:])
read_until(terminal, b"Try it")
os.kill(pid, signal.SIGHUP)
read_until(terminal, b"read again")
print("reloaded", flush=True)
os.close(terminal)
for _ in range(100):
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        print("ended", os.waitstatus_to_exitcode(status))
        sys.exit(0)
    time.sleep(0.1)
os.kill(pid, signal.SIGKILL)
print("did not end")
