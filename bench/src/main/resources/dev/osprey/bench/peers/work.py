"""The child's side of the protocol, as ChildLoop has it: one line of JSON for each run."""

import json
import os
import sys
import time
import traceback

PREFIX = "@bench "


def serve(make):
    """Prepares the work by make(settings), then runs it once for each line "run" of the input.

    The work returns (seconds, checksum, facts).
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no report

    def report(kind, content):
        out.write(PREFIX + json.dumps({kind: content}) + "\n")
        out.flush()

    try:
        work = make(json.loads(sys.argv[1]))
        report("ready", {"Python": sys.version.split()[0]})
        for line in sys.stdin:
            if line.strip() == "run":
                seconds, checksum, facts = work()
                resident, peak = memory()
                report(
                    "done",
                    {
                        "seconds": seconds,
                        "checksum": str(checksum),
                        "resident": resident,
                        "peak": peak,
                        "facts": facts,
                    },
                )
    except Exception as error:
        traceback.print_exc()
        lines = str(error).strip().splitlines() or [""]
        report("failed", f"{type(error).__name__}: {lines[0]}")
        sys.exit(1)


def timed(step):
    """The seconds of step() and its result."""
    start = time.perf_counter()
    result = step()
    return time.perf_counter() - start, result


def memory():
    """Resident and peak bytes of this process; workers add what they do not share with it."""
    resident, peak = _status("/proc/self/status")
    workers = sum(_private(child) for child in _children())
    return resident + workers, peak + workers


def _status(path):
    figures = {"VmRSS": 0, "VmHWM": 0}
    with open(path) as status:
        for line in status:
            key = line.split(":")[0]
            if key in figures:
                figures[key] = 1024 * int(line.split()[1])
    return figures["VmRSS"], figures["VmHWM"]


def _children():
    me = str(os.getpid())
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as stat:
                    if stat.read().rsplit(")", 1)[1].split()[1] == me:
                        yield name
            except OSError:
                pass  # it has ended


def _private(pid):
    private = 0
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:
            for line in rollup:
                if line.startswith("Private_"):
                    private += 1024 * int(line.split()[1])
    except OSError:
        pass  # it has ended
    return private
