"""Processes, ports and what the processors do."""

import os
import pathlib
import platform
import signal
import socket
import subprocess

TICKS = os.sysconf("SC_CLK_TCK")


def start(command, log, **more):
    """A process of its own session, so that its children can be found and ended."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **more)


def stop(process):
    """Ends it and its children."""
    for deed in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, deed)
        except ProcessLookupError:
            pass
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            pass


def free_port(wanted=None):
    """The wanted port, or one that nobody has."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError as error:
            raise SystemExit(f"port {wanted}: {error.strerror}") from error
        return probe.getsockname()[1]


def used(session):
    """Seconds of processor that the processes of a session have used."""
    total = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            total += sum(map(int, fields[11:15]))
    return total / TICKS


def busy():
    """Seconds that all processors together have worked since the machine started."""
    fields = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _, _, irq, softirq, steal = map(int, fields[:8])
    return (user + nice + system + irq + softirq + steal) / TICKS


def describe():
    model = next(
        (line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = int(next(line for line in open("/proc/meminfo") if line.startswith("MemTotal")).split()[1])
    return f"{os.cpu_count()} cores ({model}), {memory / 1048576:.0f} GiB RAM, Linux {platform.release().split('-')[0]}"
