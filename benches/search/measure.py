"""Indexes the same pages with both programs, asks both the same queries, and prints a table. Started by `run`."""

import argparse
import concurrent.futures
import json
import pathlib
import re
import resource
import shutil
import statistics
import subprocess

import markup
import pages

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
QUERIES = json.loads((ROOT / "tests/data/search_queries.json").read_text())
NOTES = (ROOT / "tests/data/search_pages.txt").read_text()
# So many pages of results are seen before anybody scrolls.
RESULTS = "8"
TURNS = 3


def usage(command):
    """The seconds of processor and the megabytes that a command takes, and what it prints."""
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, output


def index(command, out):
    """The medians of a few turns."""
    runs = []
    for _ in range(TURNS):
        shutil.rmtree(out, ignore_errors=True)
        # What children used is summed up by process, so each turn has one of its own.
        with concurrent.futures.ProcessPoolExecutor(1) as pool:
            runs.append(pool.submit(usage, command).result())
    return tuple(statistics.median(run[part] for run in runs) for part in (0, 1))


def sections(file):
    """The text under each heading of each page."""
    found, title, heading = {}, None, None
    for line in file.read_text().splitlines():
        if line.startswith("@@ "):
            title = heading = line[3:].split("|")[0].strip()
        elif line.startswith("## "):
            heading = line[3:].rsplit(" {", 1)[0]
        else:
            found[title, heading] = found.get((title, heading), "") + line + "\n"
    return found


def grade(query, expected, top, texts):
    """2 if the heading is about it, 1 if only the text is, else 0."""
    if not top:
        return 0
    words = re.findall(r"\w+", query.lower())
    wanted = expected.split(" › ")
    name = " ".join(top).lower()
    if top == [wanted[0], wanted[-1]] or all(word in name for word in words):
        return 2
    text = name + " " + texts.get(tuple(top), "").lower()
    return int(all(word in text for word in words))


def ask(script, out, texts):
    """Medians over the queries: bytes of a first search, milliseconds; and points for quality."""
    answers = []
    for start in range(len(QUERIES)):
        asked = QUERIES[start][0]
        output = subprocess.run(
            ["node", HERE / script, out, RESULTS, asked], check=True, capture_output=True, text=True
        ).stdout
        answers.append(json.loads(output))
    points = [
        sum(grade(*query, answer[kind], texts) for query, answer in zip(QUERIES, answers)) for kind in ("top", "layer")
    ]
    sizes = [answer["bytes"] / 1000 for answer in answers]
    keys = [ms for answer in answers for ms in answer["keys"]]
    return {
        "first search, kB gzip": f"{statistics.median(sizes):.0f} (most {max(sizes):.0f})",
        "quality as it comes / with a layer": f"{points[0]} / {points[1]} of {2 * len(QUERIES)}",
        "a keystroke, ms": f"{statistics.median(keys):.1f} (19 of 20: {statistics.quantiles(keys, n=20)[-1]:.0f}, most {max(keys):.0f})",
    }


def size(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def row(name, cpu, megabytes, again, out, answers):
    figures = {"index, s of CPU": f"{cpu:.2f}", "memory, MB": f"{megabytes:.0f}", "after an edit, ms": again, "all files, MB": f"{size(out):.1f}"}
    for key, value in (figures | answers).items():
        print(f"  {name:<10} {key:<36} {value}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--program", required=True, help="the example search-index")
    parser.add_argument("--pagefind", required=True)
    parser.add_argument("--pages", type=int, nargs="+", default=[20, 1000, 10000])
    options = parser.parse_args()
    for count in options.pages:
        file, html, ours, theirs = (options.work / f"{name}-{count}" for name in ("pages", "html", "ours", "pagefind"))
        pages.write(file, NOTES, count)
        shutil.rmtree(html, ignore_errors=True)
        markup.write(file, html)
        texts = sections(file)
        print(f"{count} pages of {file.stat().st_size / count / 1024:.1f} KiB")
        cpu, megabytes = index([options.program, file, ours], ours)
        _, _, output = usage([options.program, file, ours, "9"])
        again = statistics.median(float(ms) for ms in re.findall(r"again ([\d.]+)ms", output))
        row("Leafcutter", cpu, megabytes, f"{again:.0f}", ours, ask("ours.mjs", ours, texts))
        cpu, megabytes = index([options.pagefind, "--site", html, "--output-path", theirs, "--quiet"], theirs)
        row("Pagefind", cpu, megabytes, "all again", theirs, ask("pagefind.mjs", theirs, texts))


if __name__ == "__main__":
    main()
