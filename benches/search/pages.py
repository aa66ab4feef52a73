"""Writes pages of notes, the same for the same number: the twenty of tests/data/search_pages.txt made longer, and more like them."""

import bisect
import itertools
import random
import re

SIZE = 3900
CATEGORIES = ["Compute", "Storage", "Database", "Networking", "Security", "Messaging", "Analytics", "Management", "Containers"]
SYLLABLES = [a + b for a in "b c d f g l m n p r s t v st tr pl ch".split() for b in "a e i o u an er in on al".split()]
FILLERS = """the of a to and in is for with on by an be or are it that from as not can at this which has when you one more use its per
if each must only into no all than up also between other so any then two than new most set time first after using same both how""".split()


class Words:
    """Words as texts have them: few of them often, and ever new ones the longer one reads."""

    def __init__(self, notes, chance):
        own = sorted(set(re.findall(r"[A-Za-z][A-Za-z0-9-]+", notes)), key=str.lower)
        chance.shuffle(own)
        self.words = list(dict.fromkeys(FILLERS + own))
        self.chance = chance
        # How often a word is taken falls with its rank (Zipf), and faster with the rare ones, as it does in large texts.
        often = [1 / (rank + 3) * min(1, 6000 / (rank + 1)) for rank in range(400_000)]
        self.steps = list(itertools.accumulate(often))

    def make(self, rank):
        """The word of a rank: a longer one for a rarer."""
        syllables = []
        rank += 300
        while rank:
            rank, syllable = divmod(rank, len(SYLLABLES))
            syllables.append(SYLLABLES[syllable])
        return "".join(syllables)

    def take(self, rarest=0):
        """A word of a text; of ranks from `rarest` on."""
        floor = self.steps[rarest - 1] if rarest else 0
        rank = bisect.bisect(self.steps, self.chance.uniform(floor, self.steps[-1]))
        return self.words[rank] if rank < len(self.words) else self.make(rank)

    def sentence(self):
        words = [self.take() for _ in range(self.chance.randint(6, 22))]
        if self.chance.random() < 0.15:
            words.insert(3, f"{self.chance.randint(1, 900)},000")
        return words[0].capitalize() + " " + " ".join(words[1:]) + "."

    def sections(self, size):
        """Sections of about so many bytes in all."""
        lines = []
        while size > 0:
            heading = " ".join(self.take(len(FILLERS)) for _ in range(self.chance.randint(1, 3))).capitalize()
            text = " ".join(self.sentence() for _ in range(self.chance.randint(3, 9)))
            lines.append(f"## {heading} {{{heading.lower().replace(' ', '-')}-{len(lines)}}}")
            lines.append(text)
            size -= len(heading) + len(text)
        return lines


def write(path, notes, count):
    """Writes `count` pages, the first of which are those in `notes`."""
    chance = random.Random(count)
    words = Words(notes, chance)
    pages = [page for page in re.split(r"(?m)^(?=@@ )", notes) if page]
    with open(path, "w") as file:
        for number in range(count):
            if number < len(pages):
                lines = pages[number].splitlines()
            else:
                title = f"{words.take(len(FILLERS)).capitalize()} {words.make(number + 5000)}"
                category = chance.choices(CATEGORIES, [1 / (rank + 1) for rank in range(len(CATEGORIES))])[0]
                lines = [f"@@ {title} {number} | | {category} |", words.sentence()]
            lines += words.sections(SIZE - sum(map(len, lines)))
            file.write("\n".join(lines) + "\n")
