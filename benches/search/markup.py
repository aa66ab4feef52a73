"""The same pages as HTML, for Pagefind."""

import html
import os
import re


def write(pages, folder):
    """Writes a file a page."""
    os.makedirs(folder)
    with open(pages) as file:
        parts = [page for page in re.split(r"(?m)^(?=@@ )", file.read()) if page]
    for number, page in enumerate(parts):
        with open(os.path.join(folder, f"{number}.html"), "w") as file:
            file.write(convert(page))


def convert(page):
    head, *lines = page.splitlines()
    title, names, category, _ = [field.strip() for field in head.removeprefix("@@ ").split("|")]
    body = []
    for line in lines:
        heading = re.fullmatch(r"## (.*) \{(.*)\}", line)
        body.append(f'<h2 id="{heading[2]}">{html.escape(heading[1])}</h2>' if heading else f"<p>{html.escape(line)}</p>")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<main data-pagefind-body><h1>{html.escape(title)}</h1><p data-pagefind-filter="category">{category}</p>'
        f"<p>{html.escape(names)}</p>" + "\n".join(body) + "</main></html>\n"
    )
