"""Writes the notes, runs each program on them, and prints a table. Started by `run`, which builds what it needs."""

import argparse
import dataclasses
import math
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import time

PORT = 18080
NOTES = 100


@dataclasses.dataclass(frozen=True)
class Load:
    """What there is to be asked, and how long an answer takes."""

    hosts: int
    links: int
    seconds: float

    def limit(self, at_once, interval, total):
        """The least time in which it can be done: by what a host takes at once, how often, and by all sockets."""
        each = math.ceil(self.links / self.hosts)
        return max(
            math.ceil(each / at_once) * self.seconds,
            (each - 1) * interval + self.seconds,
            math.ceil(self.links / total) * self.seconds,
        )


@dataclasses.dataclass(frozen=True)
class Setting:
    """A program with its politeness: requests at once a host, seconds between two, sockets in all."""

    name: str
    program: str
    at_once: int
    interval: float
    total: int
    options: tuple = ()


LYCHEE = [
    Setting("lychee", "lychee", 10, 0.05, 128),
    Setting(
        "lychee c=4 i=0 G=512",
        "lychee",
        4,
        0.0,
        512,
        ("--host-concurrency", "4", "--host-request-interval", "0s", "--max-concurrency", "512"),
    ),
]
LEAFCUTTER = Setting("Leafcutter c=4 i=0 G=200", "links-survey", 4, 0.0, 200)


@dataclasses.dataclass(frozen=True)
class Run:
    """What one run took."""

    wall: float
    megabytes: float
    requests: int
    most: int


def write_notes(folder, load, order, host):
    """100 notes. `inter`: hosts take turns, `group`: all links of a host stand together, as in real notes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    each = load.links // load.hosts
    pairs = [(number, page) for number in range(1, load.hosts + 1) for page in range(each)]
    if order == "inter":
        pairs.sort(key=lambda pair: (pair[1], pair[0]))
    size = math.ceil(len(pairs) / NOTES)
    for note in range(NOTES):
        lines = [f"# Note {note}\n"]
        for number, page in pairs[note * size : (note + 1) * size]:
            lines.append(f"- [page {page} of {number}](http://{host(number)}/page-{page:04}.html)")
        (folder / f"note-{note:03}.md").write_text("\n".join(lines) + "\n")


def address(number):
    """The host of the notes that lychee reads."""
    return f"127.0.{number >> 8}.{number & 255}:{PORT}"


def name(number):
    """The host of the notes that Leafcutter reads. The survey leads it to the same address."""
    return f"host-{number}.links-at-home.net"


def measure(command, folder, load, server):
    """Runs one command beside a fresh server."""
    milliseconds = str(round(load.seconds * 1000))
    listening = subprocess.Popen(
        [server, str(load.hosts), str(PORT), milliseconds],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert listening.stdout.readline() == "ready\n", "the server could not start"
    begun = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    answer, _ = listening.communicate()
    requests, most, _ = map(int, answer.split())
    assert child.returncode == 0, f"{command[0]} ended with {child.returncode}: {said.decode()[-500:]}"
    return Run(wall, usage.ru_maxrss / 1024, requests, most)


def row(setting, order, state, load, runs):
    """A line of the table: medians, and the worst of what the server counted."""
    wall = statistics.median(run.wall for run in runs)
    memory = statistics.median(run.megabytes for run in runs)
    limit = load.limit(setting.at_once, setting.interval, setting.total)
    beside = (f"{limit:.2f} s", f"{wall / limit:.2f}") if state == "cold" else ("", "")
    cells = [
        setting.name,
        order,
        state,
        f"{wall:.2f} s",
        *beside,
        f"{memory:.0f} MB",
        str(max(run.requests for run in runs)),
        str(max(run.most for run in runs)),
    ]
    print("| " + " | ".join(cells) + " |", flush=True)


def command_of(setting, options, notes):
    """What is typed for it."""
    if setting.program == "lychee":
        lychee = options.work / "venv/bin/lychee"
        return [lychee, "--no-progress", "--cache", *setting.options, *sorted(notes.glob("*.md"))]
    return [options.programs / setting.program, notes, str(PORT), str(setting.at_once), str(setting.total)]


def compare(setting, order, options, load):
    """Cold, each time in a new folder, and then warm in the last of them."""
    notes = options.work / "notes"
    write_notes(notes, load, order, address if setting.program == "lychee" else name)
    command = command_of(setting, options, notes)
    server = options.programs / "links-server"
    folder = options.work / "run"
    cold = []
    for _ in range(options.times):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        cold.append(measure(command, folder, load, server))
    row(setting, order, "cold", load, cold)
    warm = [measure(command, folder, load, server) for _ in range(options.times)]
    row(setting, order, "warm", load, warm)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=lambda path: pathlib.Path(path).resolve(), required=True)
    parser.add_argument("--programs", type=lambda path: pathlib.Path(path).resolve(), required=True)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--links", type=int, default=5000)
    parser.add_argument("--milliseconds", type=int, default=200, help="how long an answer takes")
    parser.add_argument("--times", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--only", default="", help="settings whose name begins so")
    return parser.parse_args()


def main():
    options = arguments()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    load = Load(options.hosts, options.links, options.milliseconds / 1000)
    print(f"{load.links} links on {load.hosts} hosts, {options.milliseconds} ms an answer, median of {options.times}\n")
    print("| program | order | cache | wall | limit | wall / limit | peak memory | requests | most at once a host |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for setting in [*LYCHEE, LEAFCUTTER]:
        if not setting.name.lower().startswith(options.only.lower()):
            continue
        for order in ["inter", "group"]:
            compare(setting, order, options, load)


if __name__ == "__main__":
    main()
