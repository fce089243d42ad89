"""The program and its page together: a sweep that the simulator carries out, looked at while it goes on and afterwards.

The binary is the environment's `RIVYA`, else `.build/debug/rivya`.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import sample
from test_page import PageTest

RIVYA = os.path.abspath(os.environ.get("RIVYA", os.path.join(sample.ROOT, ".build", "debug", "rivya")))

# 3 subjects, 4 styles, 2 lengths; what is asked of the heron in noir fails.
SWEEP = """\
for duration in [5, 10], subject in [fox, heron, lighthouse], style in [watercolor, noir, claymation, woodcut] {
    let fault = if $subject == heron and $style == noir then "[fail]" else ""
    gen kling-2-6 "a $subject on a windy shore, $style style $fault" duration=$duration
}
"""


class ProgramTest(PageTest):
    def setUp(self):
        super().setUp()
        self.work = tempfile.mkdtemp(prefix="rivya-program-")
        self.environment = {**os.environ, "RIVYA_HOME": os.path.join(self.work, ".rivya")}
        with open(os.path.join(self.work, "sweep.rivya"), "w", encoding="utf-8") as file:
            file.write(SWEEP)

    def tearDown(self):
        super().tearDown()
        shutil.rmtree(self.work, ignore_errors=True)

    def rivya(self, *arguments):
        return subprocess.run([RIVYA, *arguments], cwd=self.work, env=self.environment, capture_output=True, text=True,
                              timeout=300, check=False)

    def start(self, *arguments):
        return subprocess.Popen([RIVYA, *arguments], cwd=self.work, env=self.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True)

    def page(self, result):
        """The path that `gallery` printed."""
        return os.path.join(self.work, result.stdout.strip().splitlines()[-1])

    def open_page(self, path):
        self.browser.open("file://" + path)
        self.ready()


class SweepTests(ProgramTest):
    def test_a_sweep_is_looked_at_while_it_runs(self):
        self.browser.resize(1400, 2400)
        run = self.start("run", "sweep.rivya", "--simulate", "--yes", "--poll", "1s")
        try:
            while not (pages := glob.glob(os.path.join(self.work, "rivya-out", "**", "index.html"), recursive=True)):
                self.assertIsNone(run.poll(), "the run ended without a page")
            self.open_page(pages[0])
            self.browser.wait("gallery.model.cells.length === 24", seconds=120)
            # Every cell of the plan is there from the beginning.
            self.assertEqual(self.look("grid()")["heads"], ["watercolor", "noir", "claymation", "woodcut"])
            self.browser.wait("!gallery.model.isLive", seconds=240)
            self.assertEqual(run.wait(timeout=60), 1)
        finally:
            if run.poll() is None:
                run.terminate()
            run.communicate()
        states = self.browser.run("return gallery.model.cells.map((cell) => cell.state)")
        self.assertEqual([index + 1 for index, state in enumerate(states) if state == "failed"], [6, 18])
        self.assertEqual(states.count("succeeded"), 22)
        grid = self.look("grid()")
        self.assertEqual(grid["rows"][0], {"group": "duration 5"})
        self.assertEqual(grid["rows"][2], {"label": "heron", "cells": [5, 6, 7, 8]})
        self.assertIn("failed", self.browser.run("return look.cell(6).querySelector('.picture').textContent"))
        self.settled()
        self.browser.wait("look.spread() < 0.05 && look.isLoaded()")

    def test_a_finished_run_has_everything_that_makes_it_again(self):
        self.rivya("run", "sweep.rivya", "--simulate", "--yes", "--poll", "1s")
        self.open_page(self.page(self.rivya("gallery", "--simulate")))
        cell = self.browser.run("""
            const cell = { ...gallery.model.cells[0] };
            delete cell.run; delete cell.values; delete cell.parameters;
            return cell""")
        self.assertRegex(cell["cell"], "^[0-9a-f]{64}$")
        self.assertEqual(cell["prompt"].strip(), "a fox on a windy shore, watercolor style")
        request = json.loads(cell["request"])
        self.assertEqual((request["model"], request["params"]["duration"]), ("kling-2-6", "5"))
        self.assertIn("gen kling-2-6", cell["statement"])
        self.assertEqual((cell["charge"], cell["line"]), ("charged", 3))
        with open(cell["files"][0]["path"], "rb") as file:
            self.assertEqual(len(file.read()), cell["files"][0]["bytes"])
        self.assertRegex(cell["files"][0]["sha256"], "^[0-9a-f]{64}$")

    def test_a_copied_gallery_moves_and_tells_nothing_of_the_machine(self):
        self.rivya("run", "sweep.rivya", "--simulate", "--yes", "--poll", "1s")
        self.rivya("gallery", "--simulate", "--copy", "--out", "taken")
        moved = os.path.join(self.folder, "elsewhere")
        shutil.move(os.path.join(self.work, "taken"), moved)
        with open(os.path.join(moved, "data.js"), encoding="utf-8") as file:
            self.assertNotIn(self.work, file.read())
        shutil.rmtree(os.path.join(self.work, "rivya-out"))
        self.open_page(os.path.join(moved, "index.html"))
        self.settled()
        self.assertGreater(len(self.look("videos()")), 8)

    def test_what_is_judged_in_a_served_page_is_in_the_ledger(self):
        self.rivya("run", "sweep.rivya", "--simulate", "--yes", "--poll", "1s")
        server = self.start("gallery", "--simulate", "--serve")
        try:
            address = re.search(r"http://\S+", server.stdout.readline())[0]
            self.browser.open(address)
            self.ready()
            self.settled()
            self.focus(2)
            self.browser.press("4", "p")
            self.browser.run("""
                return new Promise((done) => {
                    const ask = async () => {
                        const text = await (await fetch('data.js')).text();
                        if (text.includes('"stars":4')) done(); else setTimeout(ask, 100);
                    };
                    ask();
                })""")
            # The page would complain of a server that goes away, and rightly.
            self.browser.run("localStorage.clear()")
            self.browser.open("about:blank")
        finally:
            server.terminate()
            server.communicate()
        listed = self.rivya("jobs", "--simulate", "--where", "rating >= 4")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertIn("noir", listed.stdout)
        # The page on disk knows it as well, which has never been judged in this browser.
        self.open_page(self.page(self.rivya("gallery", "--simulate")))
        self.assertEqual(self.browser.run("return look.cell(2).querySelectorAll('.star-button.on').length"), 4)


if __name__ == "__main__":
    unittest.main()
