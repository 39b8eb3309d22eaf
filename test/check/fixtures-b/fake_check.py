"""Stands for `jam check` in tests of batches. The file to be checked says what comes of it: MODE NUMBER."""
import json
import os
import subprocess
import sys
import time

page = sys.argv[sys.argv.index("--html") + 1]
file = sys.argv[-1]
log = os.environ["FAKE_CHECK_LOG"]
with open(file) as content:
    mode, _, number = content.read().strip().partition(" ")


def note(what):
    with open(log, "a") as lines:
        lines.write(f"{what} {os.path.basename(file)} {os.getpid()} {time.time()}\n")


def report(verdict, percent, failed=()):
    cases = [
        {"id": case, "level": "must", "outcome": "fail" if case in failed else "pass", "title": f"title of {case}"}
        for case in ("R4/format", "R5/quit-closes")
    ]
    with open(page, "w") as html:
        html.write("a page")
    grade = {"points": percent, "of": 100, "percent": percent}
    causes = [{"id": "reply-format", "text": "wrong", "hint": ""}] if failed else []
    print(json.dumps({"verdict": verdict, "grade": grade, "causes": causes, "cases": cases, "framing": "lines"}))


note("begin")
if mode == "pass":
    time.sleep(0.2)
    report("pass", float(number))
elif mode == "fail":
    report("fail", float(number), ["R4/format"])
    sys.exit(1)
elif mode == "no-server":
    print('What it printed last:\n  Traceback\n  NameError: x\njam: Cannot check "x": it ended. [JAM_X]', file=sys.stderr)
    sys.exit(3)
elif mode == "junk":
    print("no JSON at all")
elif mode == "crash":
    os.abort()
elif mode == "hang":
    sleeper = subprocess.Popen(["sleep", "600"], start_new_session=True)
    note(f"child-{sleeper.pid}")
    open(os.path.join(os.environ["TMPDIR"], "left"), "w").close()
    time.sleep(600)
elif mode == "memory":
    kept = bytearray(int(number) * 1024 * 1024)
    for at in range(0, len(kept), 4096):
        kept[at] = 1
    time.sleep(600)
elif mode == "daemon":
    sleeper = subprocess.Popen(["sleep", "600"], start_new_session=True)
    note(f"child-{sleeper.pid}")
    report("pass", 50.0)
note("end")
