"""The three previews: how a site of the same notes is laid out for each, how it is started, at which address a note is."""

import csv
import io
import json
import subprocess
import urllib.parse

HUGO = {
    "layouts/baseof.html": '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{{ .Title }}</title></head>\n'
    '<body><main>{{ block "main" . }}{{ end }}</main></body>\n</html>\n',
    "layouts/single.html": '{{ define "main" }}<h1>{{ .Title | default .File.ContentBaseName }}</h1>{{ .Content }}{{ end }}\n',
    "layouts/list.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}'
    '<li><a href="{{ .RelPermalink }}">{{ .Title | default .File.ContentBaseName }}</a></li>{{ end }}</ul>{{ end }}\n',
    "layouts/home.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Site.RegularPages }}'
    '<li><a href="{{ .RelPermalink }}">{{ .Title | default .File.ContentBaseName }}</a></li>{{ end }}</ul>{{ end }}\n',
}


def output(command, cwd=None):
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=cwd).stdout


class Program:
    """A preview of the site in `site`, on `port`. The notes are written to `content` before it is laid out."""

    title = notes = None
    # So many seconds may pass until a change is painted.
    patience = 120

    def __init__(self, options, site, port):
        self.options, self.site, self.port = options, site, port

    def lay_out(self):
        """Makes a site of the notes."""

    def write(self, files):
        for name, text in files.items():
            file = self.site / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)


class Leafcutter(Program):
    title, notes = "Leafcutter", "content"

    @classmethod
    def version(cls, options):
        commit = output(["git", "describe", "--always", "--dirty"]).strip()
        return f"{output([options.programs / 'leafcutter', '--version']).split()[1]} ({commit})"

    def command(self):
        return [self.options.programs / "leafcutter", "serve", self.site, "--port", str(self.port)]

    def pages(self, places):
        run = subprocess.run(
            [self.options.programs / "leafcutter", "explain", self.site, "--format", "json"], capture_output=True, text=True
        )
        found = {}
        for page in json.loads(run.stdout)["pages"]:
            for source in page["sources"]:
                found.setdefault(source["file"], []).append((*source["lines"], page["slug"]))
        return [self.page(found.get(f"content/{note}", []), line) for note, line in places]

    @staticmethod
    def page(parts, line):
        """A heading is added behind the last line, which belongs to no page if it is empty."""
        slugs = [slug for first, last, slug in sorted(parts) if first <= line + 1]
        return f"{slugs[-1]}.html"


class Hugo(Program):
    title, notes = "Hugo", "content"

    @classmethod
    def version(cls, options):
        return output([options.work / "hugo", "version"]).split()[1].split("-")[0].lstrip("v")

    def lay_out(self):
        config = (
            f'baseURL = "http://127.0.0.1:{self.port}/"\ntitle = "Notes"\ndisableKinds = ["taxonomy", "term", "rss", "sitemap", "404"]\n'
        )
        self.write(HUGO | {"hugo.toml": config})

    def command(self):
        flags = ["--bind", "127.0.0.1", "--port", str(self.port), "--navigateToChanged=false"]
        return [self.options.work / "hugo", "server", *flags]

    def pages(self, places):
        rows = csv.DictReader(io.StringIO(output([self.options.work / "hugo", "list", "all"], self.site)))
        found = {row["path"]: urllib.parse.urlparse(row["permalink"]).path.lstrip("/") for row in rows}
        return [found[f"content/{note}"] for note, _ in places]


class MdBook(Program):
    title, notes = "mdBook", "src"
    patience = 1800

    @classmethod
    def version(cls, options):
        version = output([options.work / "mdbook/bin/mdbook", "--version"]).split()[1].lstrip("v")
        return version if options.mdbook_search else f"{version} (no search)"

    def lay_out(self):
        (self.site / "content").rename(self.site / "src")
        notes = sorted(self.site.glob("src/**/*.md"))
        lines = [f"- [{note.stem}](<{note.relative_to(self.site / 'src')}>)\n" for note in notes]
        search = "" if self.options.mdbook_search else "[output.html.search]\nenable = false\n"
        self.write({"book.toml": f'[book]\ntitle = "Notes"\n{search}', "src/SUMMARY.md": "# Summary\n\n" + "".join(lines)})

    def command(self):
        flags = ["-n", "127.0.0.1", "-p", str(self.port)]
        return [self.options.work / "mdbook/bin/mdbook", "serve", *flags]

    def pages(self, places):
        return [urllib.parse.quote(note.removesuffix(".md") + ".html") for note, _ in places]


ALL = {"leafcutter": Leafcutter, "hugo": Hugo, "mdbook": MdBook}
