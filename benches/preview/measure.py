"""Saves notes while a browser shows their pages, and prints after how long the change was painted. Started by `run`."""

import argparse
import datetime
import http.client
import json
import math
import os
import pathlib
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

import browser
import machine
import programs

MANY = 10_000
# A preview works no more when it takes less of one processor than this; one that polls is never quite still.
STILL = 0.2
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def paragraph(text):
    """The number, from 0, of the first line that stands in a paragraph, or none."""
    front, fenced = text.startswith("---\n"), False
    for number, line in enumerate(text.splitlines()):
        if front:
            front = number == 0 or line != "---"
        elif line.startswith("```"):
            fenced = not fenced
        elif not fenced and re.match(r"(?!See |Also )[A-Za-z][^|]*$", line) and len(line.split()) >= 6:
            return number
    return None


def choose(folder, seed, edits, headings):
    """What is edited, the same for all programs: notes with a line in a paragraph, and notes with a title and their last line."""
    texts = {str(file.relative_to(folder)): file.read_text() for file in sorted(folder.glob("**/*.md"))}
    texts.pop("SUMMARY.md", None)
    dice = random.Random(seed)
    places = [(note, line) for note, text in texts.items() if (line := paragraph(text)) is not None]
    titled = [(note, len(text.splitlines())) for note, text in texts.items() if re.search(r"^# ", text, re.M)]
    return [dice.sample(all, min(count, len(all))) for all, count in ((places, edits), (titled, headings))]


def edited(text, line, word, heading):
    if heading:
        return f"{text.rstrip()}\n\n## Added {word}\n\nOne more section of this note.\n"
    lines = text.splitlines()
    lines[line] += f" {word}"
    return "\n".join(lines) + "\n"


def save(file, text, rename):
    """Writes over the file, as some editors do, or a new one in its place, as the others do."""
    if rename:
        new = file.with_name(f".{file.name}.tmp")
        new.write_text(text)
        new.replace(file)
    else:
        file.write_text(text)


def answered(process, port, seconds):
    """Waits until the first page is answered."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the preview has ended")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=max(1, until - time.monotonic()))
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.005)
    raise RuntimeError(f"no page within {seconds} s")


def settle(process, seconds):
    """Waits until the preview has nothing to do. How many processors worked in the last half second, on whatever."""
    until = time.monotonic() + seconds
    while True:
        own, all, begun = machine.used(process.pid), machine.busy(), time.monotonic()
        time.sleep(0.5)
        took = time.monotonic() - begun
        if machine.used(process.pid) - own < STILL * took or time.monotonic() > until:
            return (machine.busy() - all) / took


class Run:
    """One preview of so many notes."""

    def __init__(self, name, count, options):
        self.options, self.count = options, count
        self.many = count >= MANY
        self.site = (options.work / f"site-{name}-{count}").resolve()
        self.profile = (options.work / f"browser-{name}-{count}").resolve()
        self.program = programs.ALL[name](options, self.site, machine.free_port(options.port))
        self.edits = options.edits or (15 if self.many else 30)
        self.pause = options.pause if options.pause is not None else (6 if self.many else 1.5)
        self.process = self.browser = None
        self.dice = random.Random(f"{name} {count}")
        self.result = {"program": self.program.title, "notes": count, "samples": [], "busy": [], "skew": 0}

    def lay_out(self):
        self.clean()
        self.site.mkdir(parents=True)
        # The folder that the sites are in is one that git ignores; each is a repository of its own.
        subprocess.run(["git", "init", "--quiet", self.site], check=True)
        (self.site / ".gitignore").write_text("/book/\n/public/\n")
        subprocess.run([self.options.programs / "examples/preview-notes", self.site, str(self.count)], check=True)
        self.program.lay_out()

    def measure(self):
        self.lay_out()
        headings = self.options.headings if isinstance(self.program, programs.Leafcutter) else 0
        chosen = choose(self.site / self.program.notes, self.count, self.edits, headings)
        pages = [self.program.pages(places) for places in chosen]
        with open(f"{self.site}.log", "wb") as log:
            begun = time.monotonic()
            self.process = machine.start(list(map(str, self.program.command())), log, cwd=self.site)
            answered(self.process, self.program.port, self.options.start)
        self.result["first_start"] = time.monotonic() - begun
        # A watcher may still gather what happened before it began, and build once more.
        time.sleep(3)
        settle(self.process, 120)
        self.browser = browser.Browser(self.profile)
        self.result["browser"] = self.browser.version
        until = time.monotonic() + self.options.budget
        for heading, places, urls in zip((False, True), chosen, pages):
            for number, ((note, line), url) in enumerate(zip(places, urls)):
                if time.monotonic() > until:
                    self.result["stopped"] = True
                    return
                self.edit(note, line, url, rename=number % 2 == 1, heading=heading)

    def edit(self, note, line, url, rename, heading):
        self.browser.show(f"http://127.0.0.1:{self.program.port}/{url}")
        time.sleep(self.pause)
        busy = settle(self.process, 60)
        if "frames" not in self.result:
            self.result["frames"] = self.browser.frames()
        skew = self.browser.skew()
        word = "zq" + "".join(self.dice.choices(LETTERS, k=10))
        file = self.site / self.program.notes / note
        text = edited(file.read_text(), line, word, heading)
        saved, begun = time.time(), time.monotonic()
        save(file, text, rename)
        seen = self.browser.painted(word, self.program.patience)
        took = seen and (seen[0] - saved) * 1000
        # Heard later than painted, by a clock that nobody sets: else a clock was set meanwhile.
        if seen and not 0 < took <= (seen[1] - begun) * 1000 + 2:
            raise RuntimeError(f"the clocks disagree: painted after {took} ms, heard after {(seen[1] - begun) * 1000} ms")
        self.result["samples"].append({"note": note, "page": url, "rename": rename, "heading": heading, "ms": took})
        self.result["busy"].append(busy)
        self.result["skew"] = max(self.result["skew"], skew * 1000)
        told = "not painted" if took is None else f"{took:.0f} ms"
        say(f"  {told:>12}  {'renamed' if rename else 'written'}{', heading' if heading else ''}  {url}")

    def stop(self):
        if self.browser:
            self.browser.close()
        if self.process:
            machine.stop(self.process)
        if not self.options.keep:
            self.clean()

    def clean(self):
        for folder in (self.site, self.profile):
            shutil.rmtree(folder, ignore_errors=True)


def say(line):
    print(line, file=sys.stderr, flush=True)


def rank(values, share):
    """The value that so great a share of all are not above."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def figures(samples):
    values = [sample["ms"] for sample in samples if sample["ms"] is not None]
    if not values:
        return ["–"] * 3
    return [f"{value:.0f}" for value in (statistics.median(values), rank(values, 0.95), max(values))]


def row(result):
    """A line of the table."""
    plain = [sample for sample in result["samples"] if not sample["heading"]]
    headings = [sample for sample in result["samples"] if sample["heading"]]
    lost = sum(sample["ms"] is None for sample in result["samples"])
    edits = str(len(plain)) + (", stopped" if result.get("stopped") else "") + (f", {lost} not painted" if lost else "")
    kinds = [figures([one for one in plain if one["rename"] == rename])[0] for rename in (False, True)]
    begun = f"{result['first_start']:.2f}" if "first_start" in result else "–"
    cells = [f"{result['notes']:,}", result["program"], *figures(plain), " / ".join(kinds), " / ".join(figures(headings))]
    return cells + [begun, f"failed: {result['failed']}" if "failed" in result else edits]


HEAD = [
    "Notes",
    "Program",
    "p50, ms",
    "p95, ms",
    "max, ms",
    "p50 written / renamed",
    "a new heading: p50 / p95 / max",
    "First start, s",
    "Edits",
]


def report(results, about):
    lines = ["Save to painted.", ""]
    lines += [f"| {' | '.join(HEAD)} |", f"| ---: | --- |{' ---: |' * (len(HEAD) - 3)} --- |"]
    lines += [f"| {' | '.join(row(result))} |" for result in results]
    busy = [share for result in results for share in result["busy"]]
    frames = [time for result in results for time in result.get("frames", [])]
    lines += ["", f"{about['date']}. {about['machine']}. " + ", ".join(about["versions"]) + "."]
    if frames:
        middle = statistics.median(frames)
        lines.append(
            f"A frame comes each {middle:.1f} ms (most {max(frames):.0f}): a change waits up to one to be seen, and one more to be known "
            f"as painted, which is in these figures. Clocks are off by {max(result['skew'] for result in results):.1f} ms at most."
        )
        if middle > 20:
            lines.append("**Frames come too seldom for these figures to be used.**")
    if busy:
        lines.append(
            f"Just before an edit {statistics.median(busy):.1f} processors (most {max(busy):.1f}) were at work on anything, "
            "the browser among it."
        )
    return "\n".join(lines) + "\n"


def about(options, results):
    versions = [f"{programs.ALL[name].title} {programs.ALL[name].version(options)}" for name in options.only]
    versions += sorted({result["browser"] for result in results if "browser" in result})
    return {"date": options.date, "machine": machine.describe(), "versions": versions, "results": results}


def arguments():
    parser = argparse.ArgumentParser(prog="benches/preview/run", description=__doc__)
    parser.add_argument("--work", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--programs", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--notes", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--only", nargs="+", choices=programs.ALL, default=list(programs.ALL))
    parser.add_argument("--edits", type=int, help="of each program at each size (30; from 10,000 notes on 15)")
    parser.add_argument("--headings", type=int, default=10, help="so many edits more for Leafcutter, each adds a heading")
    parser.add_argument("--pause", type=float, help="seconds before an edit (1.5; from 10,000 notes on 6)")
    parser.add_argument("--budget", type=float, default=900, help="begin no edit of a program after so many seconds of them")
    parser.add_argument("--start", type=float, default=1800, help="wait so many seconds for a preview's first page")
    parser.add_argument("--port", type=int, help="the port of the preview (one that is free)")
    parser.add_argument("--no-mdbook-search", dest="mdbook_search", action="store_false", help="mdBook makes no search index")
    parser.add_argument("--date", default=datetime.date.today().isoformat(), help="the date to print")
    parser.add_argument("--json", type=pathlib.Path, help="where all figures go, and the table beside them (target/preview/result.json)")
    parser.add_argument("--keep", action="store_true", help="leave the sites where they are")
    options = parser.parse_args()
    options.work, options.programs = options.work.resolve(), options.programs.resolve()
    return options


def main():
    options = arguments()
    # A `finally` ends the children also when this is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results, out = [], options.json or options.work / "result.json"
    for count in options.notes:
        for name in options.only:
            say(f"{programs.ALL[name].title}, {count:,} notes; load {os.getloadavg()[0]:.1f}")
            run = Run(name, count, options)
            try:
                run.measure()
            except (RuntimeError, LookupError, OSError, subprocess.SubprocessError) as error:
                run.result["failed"] = str(error) or repr(error)
                say(f"  {error!r}")
            finally:
                run.stop()
            results.append(run.result)
            # Written each time, so that nothing measured is lost when this is ended.
            facts = about(options, results)
            out.write_text(json.dumps(facts, indent=1) + "\n")
            out.with_suffix(".md").write_text(report(results, facts))
    print(out.with_suffix(".md").read_text(), end="")


if __name__ == "__main__":
    main()
