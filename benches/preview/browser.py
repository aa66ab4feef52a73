"""A Chromium without a window, led by its debugging pipe: no port, no packages. Tells when a word is painted."""

import fcntl
import json
import os
import select
import shutil
import time

import machine

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--window-size=1280,900",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--password-store=basic",
    # No name is ever looked up: a page may ask for what it likes.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

# Runs in each document before its own scripts, so also after a reload. In each frame it looks for the words that edits add.
# When the frame after the one in which a word stands begins, that one has been painted.
WATCH = """
if (window === window.top) {
  const told = new Set();
  const look = () => {
    requestAnimationFrame(look);
    const main = document.querySelector("main");
    for (const word of main?.textContent.match(/zq[a-z]{10}/g) ?? []) {
      if (told.has(word)) continue;
      told.add(word);
      requestAnimationFrame(() => painted(JSON.stringify([word, performance.timeOrigin + performance.now()])));
    }
  };
  requestAnimationFrame(look);
}
"""
FRAMES = """
new Promise(done => {
  const times = [];
  const frame = () => { times.push(performance.now()); times.length < 61 ? requestAnimationFrame(frame) : done(times); };
  requestAnimationFrame(frame);
}).then(times => times.slice(1).map((time, at) => time - times[at]))
"""


class Browser:
    """One window with one page."""

    def __init__(self, profile):
        program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        if not program:
            raise SystemExit("no Chromium found; the variable CHROMIUM can name it")
        flags = FLAGS + [f"--user-data-dir={profile}"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        (theirs_in, ours_out), (ours_in, theirs_out) = high_pipe(), high_pipe()

        def connect():
            os.dup2(theirs_in, 3)
            os.dup2(theirs_out, 4)

        with open(f"{profile}.log", "wb") as log:
            self.process = machine.start([program, *flags, "about:blank"], log, close_fds=False, preexec_fn=connect)
        os.close(theirs_in)
        os.close(theirs_out)
        self.reader, self.writer = ours_in, ours_out
        self.bytes, self.events, self.last, self.session = b"", [], 0, None
        self.version = self.call("Browser.getVersion")["product"].replace("Chrome/", "Chromium ")
        page = next(one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)
        self.call("Runtime.enable")
        self.call("Runtime.addBinding", name="painted")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH)

    def call(self, method, **params):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writer, json.dumps(message).encode() + b"\0")
        answer = self.wait(lambda one: one.get("id") == self.last, 60)
        if answer is None or "error" in answer:
            raise RuntimeError(f"{method}: {answer and answer['error']}")
        return answer["result"]

    def wait(self, wanted, seconds):
        """The next message that is wanted; `None` after so many seconds."""
        until = time.monotonic() + seconds
        while True:
            for at, message in enumerate(self.events):
                if wanted(message):
                    del self.events[at]
                    return message
            if not self.receive(until - time.monotonic()):
                return None

    def receive(self, seconds):
        ready, _, _ = select.select([self.reader], [], [], max(0, seconds))
        if not ready:
            return False
        got = os.read(self.reader, 1 << 20)
        if not got:
            raise RuntimeError("the browser has ended")
        *messages, self.bytes = (self.bytes + got).split(b"\0")
        came = time.monotonic()
        self.events += [json.loads(message) | {"came": came} for message in messages]
        return True

    def evaluate(self, script):
        try:
            answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        except RuntimeError:
            # The preview loaded the page again meanwhile.
            time.sleep(1)
            answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def show(self, url):
        """Goes there; all that was heard before is forgotten."""
        self.events.clear()
        answer = self.call("Page.navigate", url=url)

        # The page before may have been loaded again and not be done with that.
        def loaded(one):
            about = one.get("params", {})
            return about.get("name") == "load" and about.get("loaderId") == answer["loaderId"]

        if "errorText" in answer or not self.wait(loaded, 120):
            raise RuntimeError(f"{url} does not load: {answer.get('errorText')}")
        status = self.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        if status != 200 or not self.evaluate("document.querySelector('main') !== null"):
            raise RuntimeError(f"{url} is no page of notes: status {status}")

    def painted(self, word, seconds):
        """When the word was painted, by the clock of the page, and when that was heard, by the steady one; `None` if it was not."""

        def told(one):
            return one.get("method") == "Runtime.bindingCalled" and json.loads(one["params"]["payload"])[0] == word

        message = self.wait(told, seconds)
        return message and (json.loads(message["params"]["payload"])[1] / 1000, message["came"])

    def skew(self):
        """By how many seconds the clock of the page is at least off ours."""
        before = time.time()
        theirs = self.evaluate("performance.timeOrigin + performance.now()") / 1000
        return max(before - theirs, theirs - time.time(), 0)

    def frames(self):
        """Milliseconds from frame to frame, sixty times."""
        return self.evaluate(FRAMES)

    def close(self):
        machine.stop(self.process)
        os.close(self.reader)
        os.close(self.writer)


def high_pipe():
    """A pipe whose ends are not where the browser looks for its own."""
    ends = os.pipe()
    moved = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return moved
