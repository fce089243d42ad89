"""The results page in Debian's chromium, opened from disk without special flags.

    python3 -m unittest discover -s Tests/Browser

`make test-browser` installs the browser and runs this.
"""

import http.server
import json
import os
import shutil
import tempfile
import threading
import time
import unittest

import sample
from webdriver import Browser

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "page.js"), encoding="utf-8") as file:
    LOOK = file.read()

SUBJECTS = ["fox", "heron", "lighthouse"]
STYLES = ["watercolor", "noir", "claymation", "woodcut"]
RATIOS = ["16:9", "9:16"]


def sweep():
    """3 subjects, 4 styles, 2 ratios; two failed, two are running, two are not sent."""
    return sample.sweep(
        {"ratio": RATIOS, "subject": SUBJECTS, "style": STYLES},
        {5: "failed", 11: "failed", 18: "running", 19: "running", 23: "planned", 24: "planned"})


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser(1400, 1000)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="rivya-gallery-")
        self.browser.resize(1400, 1000)

    def tearDown(self):
        errors = self.browser.errors()
        self.browser.run("localStorage.clear()")
        self.browser.open("about:blank")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.assertEqual(errors, [], "the console complains")

    def open(self, cells, **run):
        self.data = sample.data(cells, **run)
        url = sample.write(self.folder, self.data)
        self.browser.open(url)
        self.ready()
        return url

    def ready(self):
        self.browser.run(LOOK)
        self.browser.wait("window.gallery !== undefined")

    def look(self, call):
        return self.browser.run(f"return look.{call}")

    def focus(self, index):
        self.browser.run("gallery.grid.focus(gallery.model.cells.find((cell) => cell.index === arguments[0]).id)", index)

    def shown(self):
        return self.browser.run("return gallery.shown.map((cell) => cell.index)")

    def settled(self, root="document"):
        self.browser.wait(f"look.isLoaded({root})", what="the players")


class GridTests(PageTest):
    def test_every_cell_of_the_plan_is_in_its_place(self):
        self.browser.resize(1400, 2400)
        self.open(sweep())
        grid = self.look("grid()")
        self.assertEqual(grid["heads"], STYLES)
        expected = []
        for group, ratio in enumerate(RATIOS):
            expected.append({"group": f"ratio {ratio}"})
            for row, subject in enumerate(SUBJECTS):
                first = group * 12 + row * 4 + 1
                expected.append({"label": subject, "cells": list(range(first, first + 4))})
        self.assertEqual(grid["rows"], expected)

    def test_a_cell_without_a_result_tells_why(self):
        self.browser.resize(1400, 2400)
        self.open(sweep())
        text = "return look.cell(arguments[0]).querySelector('.picture').textContent"
        self.assertEqual(
            self.browser.run(text, 5),
            "failedgeneration_failed the model could not carry out this requestrun it again, or change the prompt")
        self.assertEqual(self.browser.run(text, 18), "running")
        self.assertEqual(self.browser.run(text, 23), "not sent yet")

    def test_rows_and_columns_are_swapped(self):
        self.open(sweep())
        self.browser.press("g")
        grid = self.look("grid()")
        self.assertEqual(grid["heads"], SUBJECTS)
        self.assertEqual(grid["rows"][1], {"label": "watercolor", "cells": [1, 5, 9]})
        # And they stay so.
        self.browser.reload()
        self.ready()
        self.assertEqual(self.look("grid()")["heads"], SUBJECTS)

    def test_an_axis_is_placed_from_its_menu(self):
        self.open(sweep())
        self.browser.click(".chip[data-axis=ratio]")
        self.browser.click(".menu input[value=rows]")
        self.assertEqual(self.browser.run("return document.querySelector('.shelf[data-shelf=rows]').textContent"),
                         "Rowssubject3ratio2")
        self.browser.press("Escape")
        self.browser.wait("!document.querySelector('.menu')")
        self.assertEqual(self.look("grid()")["rows"][0], {"label": "fox 16:9", "cells": [1, 2, 3, 4]})

    def test_an_axis_is_dragged(self):
        self.open(sweep())
        self.browser.drag(".chip[data-axis=ratio]", ".shelf[data-shelf=columns] .shelf-name")
        self.browser.wait("gallery.view.arrangement.columns.join() === 'style,ratio'")
        self.assertEqual(self.browser.run("return document.querySelectorAll('.head').length > 5"), True)

    def test_an_axis_that_is_not_used_shares_its_places(self):
        self.browser.resize(1400, 2400)
        self.open(sweep())
        self.browser.run("gallery.place('ratio', 'unused')")
        self.assertEqual(self.look("grid()")["rows"][0], {"label": "fox", "cells": [1, 13, 2, 14, 3, 15, 4, 16]})

    def test_values_are_hidden(self):
        self.open(sweep())
        self.browser.click(".chip[data-axis=style]")
        self.browser.click(".menu .values label:nth-of-type(2)")
        self.assertEqual(self.look("grid()")["heads"], ["watercolor", "claymation", "woodcut"])
        self.assertEqual(len(self.shown()), 18)

    def test_values_are_ordered(self):
        self.open(sweep())
        self.browser.run("gallery.order('style', 'ascending')")
        self.assertEqual(self.look("grid()")["heads"], sorted(STYLES))
        self.browser.run("gallery.rate(gallery.model.cells[2], 5); gallery.order('style', 'rating')")
        self.assertEqual(self.look("grid()")["heads"][0], "claymation")

    def test_cells_without_axes_flow(self):
        self.open([sample.cell(index, {}) for index in range(1, 8)])
        grid = self.look("grid()")
        self.assertEqual(grid["heads"], [])
        self.assertEqual(sorted(grid["rows"][0]["cells"]), list(range(1, 8)))

    def test_only_what_is_in_view_is_there(self):
        axes = {"subject": [f"s{n}" for n in range(50)], "style": [f"t{n}" for n in range(40)]}
        self.open(sample.sweep(axes))
        self.assertEqual(self.browser.run("return gallery.shown.length"), 2000)
        self.assertLess(self.browser.run("return document.querySelectorAll('.cell').length"), 250)
        self.browser.run("const s = gallery.grid.scroller; s.scrollTop = s.scrollHeight; s.scrollLeft = s.scrollWidth")
        self.browser.wait("Boolean(look.cell(2000))")
        self.assertLess(self.browser.run("return document.querySelectorAll('.cell').length"), 250)
        # The focus goes to the other end, and back.
        self.browser.press("Home", holding=["Control"])
        self.browser.wait("document.activeElement.view?.cell.index === 1")
        self.browser.press("End", holding=["Control"])
        self.browser.wait("document.activeElement.view?.cell.index === 2000")


    def active(self):
        return self.browser.run("return document.activeElement.view?.cell.index ?? null")

    def outside(self, index):
        """By how many pixels a cell goes beyond what is to be seen of the grid."""
        return self.browser.run("""
            const cell = look.cell(arguments[0]).getBoundingClientRect();
            const seen = gallery.grid.scroller.getBoundingClientRect();
            const top = seen.top + gallery.grid.heads.offsetHeight;
            return Math.max(0, top - cell.top, cell.bottom - seen.bottom, cell.right - seen.right)""", index)

    def test_a_cell_keeps_the_focus_whatever_makes_room(self):
        self.browser.resize(1400, 900)
        self.open(sweep())
        self.browser.run("gallery.grid.scroller.scrollTop = 9999")
        self.browser.wait("Boolean(look.cell(22))")
        self.focus(22)
        self.browser.press("Enter")
        self.assertEqual((self.active(), self.outside(22)), (22, 0))
        self.browser.press("Escape")
        self.assertEqual((self.active(), self.outside(22)), (22, 0))
        self.browser.press("+")
        self.assertEqual(self.active(), 22)
        self.browser.press("=")
        self.browser.resize(1100, 700)
        self.browser.wait("document.activeElement.view?.cell.index === 22")

    def test_a_line_goes_on_in_the_next_one(self):
        self.open(sweep())
        self.focus(4)
        walk = []
        for key in ["ArrowRight"] * 2 + ["ArrowLeft"] * 2 + ["ArrowDown"] * 3 + ["ArrowRight", "ArrowUp"]:
            self.browser.press(key)
            walk.append(self.active())
        # The fourth in a row, and the next three below: over the end of a super-row, too.
        self.assertEqual(walk, [5, 6, 5, 4, 8, 12, 16, 17, 13])
        self.browser.press("Enter")
        self.browser.run("gallery.grid.focus(gallery.model.cells[11].id); gallery.details.show(gallery.model.cells[11])")
        self.browser.click("[aria-label='Next cell']")
        self.assertIn("ratio9:16", self.browser.run("return document.querySelector('.details .axes').textContent").replace(" ", ""))

    def test_cells_that_share_a_place_are_walked_line_by_line(self):
        self.open(sweep())
        self.browser.run("gallery.place('ratio', 'unused')")
        self.focus(1)
        walk = []
        for _ in range(8):
            self.browser.press("ArrowRight")
            walk.append(self.active())
        self.assertEqual(walk, [2, 3, 4, 13, 14, 15, 16, 5])
        self.browser.press("ArrowLeft")
        self.assertEqual(self.active(), 16)
        self.browser.press("ArrowDown", "ArrowUp")
        self.assertEqual(self.active(), 16)

    def test_down_ends_in_a_shorter_line(self):
        self.open([sample.cell(index, {}) for index in range(1, 8)])
        # Seven in lines of four and three.
        self.assertEqual(self.browser.run("return new Set([...document.querySelectorAll('.cell')].map((cell) => cell.style.top)).size"), 2)
        self.assertEqual(self.browser.run("return [...document.querySelectorAll('.cell')].filter((cell) => cell.style.top === '0px').length"), 4)
        self.focus(4)
        self.browser.press("ArrowDown")
        self.assertEqual(self.active(), 7)

    def test_all_columns_are_in_view_where_they_can_be(self):
        self.browser.resize(1600, 900)
        self.open(sample.sweep({"subject": SUBJECTS, "style": [f"style {n}" for n in range(12)]}))
        self.assertEqual(self.browser.run("return gallery.grid.scroller.scrollWidth - gallery.grid.scroller.clientWidth"), 0)
        self.assertEqual(self.outside(12), 0)

    def test_labels_show_whole_lines(self):
        values = ["a lighthouse in a storm at night, seen from the sea"] * 2 + ["the same by day " * 30]
        self.open(sample.sweep({"subject": values, "style": STYLES}))
        for size in (300, 120, 56):
            self.browser.run("gallery.view.size = arguments[0]; gallery.grid.layout()", size)
            cut = self.browser.run("""
                return [...document.querySelectorAll('.row-label')].map((label) => {
                    const value = label.querySelector('.value');
                    return [value.getBoundingClientRect().bottom - label.getBoundingClientRect().bottom,
                        value.offsetHeight % parseFloat(getComputedStyle(value).lineHeight), label.querySelector('[title]').title.length];
                })""")
            for below, rest, title in cut:
                self.assertLessEqual(below, 0, size)
                self.assertLess(min(rest, 20 - rest), 1.5, size)
                self.assertGreater(title, 40)

    def test_every_button_of_a_cell_is_in_it(self):
        self.open(sweep())
        for size in (110, 138, 179, 180, 300):
            self.browser.run("gallery.view.size = arguments[0]; gallery.grid.layout()", size)
            self.focus(2)
            beyond = self.browser.run("""
                const box = look.cell(2).getBoundingClientRect();
                const buttons = [...look.cell(2).querySelectorAll('button')].filter((button) => button.checkVisibility());
                return [buttons.length, ...buttons.map((button) => button.getBoundingClientRect())
                    .filter((each) => each.right > box.right || each.bottom > box.bottom || each.width < 12)]""")
            self.assertEqual(beyond, [7], size)

    def test_a_small_cell_shows_what_is_thought_of_it(self):
        self.open(sweep())
        self.browser.run("gallery.view.size = 70; gallery.grid.layout()")
        self.focus(2)
        self.browser.press("4", "p")
        self.assertEqual(self.browser.run("return document.getElementById('announcer').textContent"), "2: 4 stars, picked")
        marks = "return [...look.cell(2).querySelectorAll('.opinion')].filter((mark) => mark.checkVisibility()).map((mark) => mark.textContent)"
        self.assertEqual(self.browser.run(marks), ["★4", ""])
        self.browser.press("=")
        self.assertEqual(self.browser.run(marks), [])


class FilterTests(PageTest):
    def test_by_text(self):
        self.open(sweep())
        self.browser.press("/")
        self.browser.type(".search", "heron noir")
        self.assertEqual(self.shown(), [6, 18])
        self.browser.press("Escape")
        self.assertEqual(len(self.shown()), 24)

    def test_by_status(self):
        self.open(sweep())
        self.browser.click(".state[data-state=failed]")
        self.assertEqual(self.shown(), [5, 11])
        self.browser.click(".state[data-state=running]")
        self.assertEqual(self.shown(), [5, 11, 18, 19])

    def test_by_rating_credits_model_and_tag(self):
        cells = sweep()
        cells[0]["credits"] = 70
        cells[1]["model"] = "veo-3"
        cells[2]["tags"] = ["pilot"]
        self.open(cells)
        self.focus(4)
        self.browser.press("4")
        self.browser.click("[aria-label='More filters']")
        select = "const s = [...document.querySelectorAll('.menu select')][arguments[0]]; s.value = arguments[1]; s.dispatchEvent(new Event('change'))"
        self.browser.run(select, 0, "4")
        self.assertEqual(self.shown(), [4])
        self.browser.run(select, 0, "")
        self.browser.run(select, 1, "pilot")
        self.assertEqual(self.shown(), [3])
        self.browser.run(select, 1, "")
        self.browser.type(".menu input[type=number]", "50")
        self.assertEqual(self.shown(), [1])
        self.browser.click(".menu .buttons button")
        self.assertEqual(len(self.shown()), 24)
        self.browser.run("gallery.filter.models.add('veo-3'); gallery.filterChanged()")
        self.assertEqual(self.shown(), [2])

    def test_the_figures_follow_while_a_filter_is_on(self):
        self.open(sweep())
        self.browser.type(".search", "heron")
        self.focus(6)
        self.browser.press("p")
        self.assertIn("8 of 24 cells · 630 credits and 2 unknown · 1 picked", self.browser.run("return document.getElementById('subtitle').textContent"))

    def test_nothing_left_says_so(self):
        self.open(sweep())
        self.browser.type(".search", "nothing of the kind")
        self.assertTrue(self.browser.run("return document.querySelector('.empty').textContent").startswith("No cell passes"))
        self.browser.click(".empty button")
        self.assertEqual(len(self.shown()), 24)


class ClockTests(PageTest):
    def spread_is_small(self, root="document"):
        # A loaded machine may lose a moment; it must not stay lost.
        self.browser.wait(f"look.spread({root}) !== undefined && look.spread({root}) < 0.05 && look.isLoaded({root})",
                          what="players within 50 ms of each other")

    def test_players_keep_together(self):
        self.open(sweep())
        self.settled()
        self.assertGreaterEqual(len(self.look("videos()")), 8)
        self.browser.run("return new Promise((done) => setTimeout(done, 2000))")
        self.spread_is_small()
        self.assertTrue(all(not video["paused"] for video in self.look("videos()")))
        self.browser.run("gallery.clock.seek(3.5)")
        self.spread_is_small()
        self.assertGreaterEqual(min(video["time"] for video in self.look("videos()")), 3.4)

    def test_cells_beyond_the_most_players_show_their_first_frame(self):
        self.open(sweep())
        self.settled()
        cells = self.browser.run("return document.querySelectorAll('video').length")
        self.assertGreater(cells, 3)
        self.browser.run("CellView.mostPlayers = 3; gallery.grid.suspend(); gallery.grid.resume()")
        self.browser.wait(f"document.querySelectorAll('.picture canvas').length === {cells - 3}", what="stills")
        self.assertEqual(self.browser.run("return document.querySelectorAll('video').length"), 3)
        self.assertEqual(self.browser.run("return gallery.clock.count"), 3)

    def test_a_player_that_falls_behind_catches_up(self):
        self.open(sweep())
        self.settled()
        # So slow that no loop puts everything right while the test looks.
        self.browser.run("gallery.clock.setRate(0.1); gallery.clock.seek(1)")
        self.spread_is_small()
        self.browser.run("""
            const [first, second] = document.querySelectorAll('video');
            first.currentTime += 0.12;
            second.currentTime -= 0.8""")
        self.assertGreater(self.look("spread()"), 0.5)
        self.spread_is_small()
        self.assertLess(self.browser.run("return gallery.clock.position"), 4.5)

    def test_pausing_and_seeking_is_exact(self):
        self.open(sweep())
        self.settled()
        self.browser.press("k")
        self.browser.run("gallery.clock.seek(2)")
        self.settled()
        for video in self.look("videos()"):
            self.assertTrue(video["paused"])
            self.assertAlmostEqual(video["time"], 2, delta=0.002)

    def test_frames_are_stepped(self):
        self.open(sweep())
        self.settled()
        # The clips have 16 frames a second, which the players learn from what they show.
        self.browser.wait("Math.abs(gallery.clock.frame - 1 / 16) < 0.002", what="the frame rate")
        self.browser.run("gallery.clock.pause(); gallery.clock.seek(1)")
        self.browser.press(".", ".", ".")
        self.settled()
        for video in self.look("videos()"):
            self.assertEqual(int(video["time"] * 16), 19)
        self.browser.press(",")
        self.settled()
        self.assertEqual(int(self.look("videos()")[0]["time"] * 16), 18)

    def test_speed_and_loop(self):
        self.open(sweep())
        self.settled()
        self.browser.press("[", "[")
        self.assertEqual(self.browser.run("return gallery.clock.rate"), 0.25)
        self.browser.wait("look.videos().every((video) => Math.abs(video.rate - 0.25) < 0.1)")
        self.browser.press("]", "]")
        self.browser.run("gallery.clock.seek(4.9)")
        self.browser.wait("gallery.clock.isPlaying && gallery.clock.position < 2", what="the loop")
        self.browser.press("o")
        self.browser.run("gallery.clock.seek(4.9)")
        self.browser.wait("!gallery.clock.isPlaying && gallery.clock.position > 4.9", what="the end")

    def test_only_cells_in_view_have_players(self):
        axes = {"subject": [f"s{n}" for n in range(30)], "style": [f"t{n}" for n in range(4)]}
        self.open(sample.sweep(axes))
        self.settled()
        self.assertLess(len(self.look("videos()")), 40)
        first = self.browser.run("window.first = look.cell(1).querySelector('video'); return first.hasAttribute('src')")
        self.assertTrue(first)
        self.browser.run("gallery.grid.scroller.scrollTop = 4000")
        self.browser.wait("!first.hasAttribute('src') && first.paused")
        self.settled()
        self.assertLess(len(self.look("videos()")), 40)

    def test_what_is_filtered_out_gets_no_player(self):
        self.open(sweep())
        # Whoever scrolls gets players a little later, and the cells are gone by then.
        left = self.browser.run("""
            gallery.grid.suspend();
            gallery.grid.resume();
            return new Promise((done) => {
                let frames = 0;
                const turn = () => {
                    gallery.grid.scroller.dispatchEvent(new Event('scroll'));
                    if ((frames += 1) < 20) return requestAnimationFrame(turn);
                    gallery.filter.text = 'nothing of the kind';
                    gallery.filterChanged();
                    return setTimeout(() => done(gallery.clock.count), 600);
                };
                turn();
            })""")
        self.assertEqual(left, 0)

    def test_one_cell_is_heard(self):
        self.open(sweep())
        self.settled()
        self.assertTrue(all(video["muted"] for video in self.look("videos()")))
        self.browser.press("m")
        self.focus(2)
        heard = "return [...document.querySelectorAll('video')].filter((video) => !video.muted).map((video) => video.closest('.cell').view.cell.index)"
        self.assertEqual(self.browser.run(heard), [2])
        self.browser.run("look.cell(3).dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))")
        self.assertEqual(self.browser.run(heard), [3])
        self.browser.press("m")
        self.assertEqual(self.browser.run(heard), [])

    def test_the_time_and_the_length_are_shown(self):
        self.open(sweep())
        self.settled()
        self.browser.run("gallery.clock.pause(); gallery.clock.seek(1.5)")
        self.browser.wait("document.querySelector('.time').textContent === '0:01.50 / 0:05.00'")

    def test_whoever_wants_less_motion_starts_it(self):
        self.browser.prefer(prefers_reduced_motion="reduce")
        try:
            self.open(sweep())
            self.settled()
            self.assertTrue(all(video["paused"] for video in self.look("videos()")))
        finally:
            self.browser.prefer()


class CompareTests(PageTest):
    def choose(self, *indices):
        for index in indices:
            self.focus(index)
            self.browser.press("c")

    def test_side_by_side_on_one_clock(self):
        self.open(sweep())
        self.choose(1, 2, 4)
        self.browser.press("v")
        dialog = "document.querySelector('dialog.compare')"
        self.settled(dialog)
        self.assertEqual(len(self.browser.run(f"return look.videos({dialog})")), 3)
        # The grid rests behind it.
        self.assertEqual(self.browser.run("return document.querySelectorAll('main video').length"), 0)
        self.browser.wait(f"look.spread({dialog}) < 0.05 && look.isLoaded({dialog})")
        self.browser.press("Escape")
        self.browser.wait("document.querySelectorAll('main video').length > 0")

    def test_words_that_differ_are_marked(self):
        cells = sweep()
        cells[0].update(prompt="a red fox on snow", request=json.dumps({"model": "m", "params": {"duration": "5", "seed": 12345678901234567890}}))
        cells[1].update(prompt="a grey fox on deep snow", request=json.dumps({"model": "m", "params": {"duration": "10", "seed": 12345678901234567890}}))
        self.open(cells)
        self.choose(1, 2)
        self.browser.press("v")
        rows = self.browser.run("""
            return [...document.querySelectorAll('.differences > table tbody tr')].map((row) =>
                [row.querySelector('th').textContent, ...[...row.querySelectorAll('td')].map((cell) =>
                    [cell.textContent, [...cell.querySelectorAll('mark')].map((mark) => mark.textContent.trim())])])""")
        self.assertEqual(rows, [
            ["prompt", ["a red fox on snow", ["red"]], ["a grey fox on deep snow", ["grey", "deep"]]],
            ["style", ["watercolor", ["watercolor"]], ["noir", ["noir"]]],
            ["duration", ["5", ["5"]], ["10", ["10"]]],
        ])
        equal = self.browser.run("return document.querySelector('.differences details').textContent")
        self.assertIn("seed12345678901234567890", equal)

    def test_the_wipe_follows_pointer_and_keys(self):
        self.open(sweep())
        self.choose(1, 2)
        self.browser.press("w")
        dialog = "document.querySelector('dialog.compare')"
        self.settled(dialog)
        self.browser.wait(f"look.spread({dialog}) < 0.05 && look.isLoaded({dialog})")
        clip = "return document.querySelector('.wipe-upper').style.clipPath"
        self.assertEqual(self.browser.run(clip), "inset(0px 0px 0px 50%)")
        self.browser.run("document.querySelector('.wipe-range').focus()")
        self.browser.press("ArrowRight")
        self.assertEqual(self.browser.run(clip), "inset(0px 0px 0px 50.5%)")
        self.browser.run("""
            const stage = document.querySelector('.wipe'), box = stage.getBoundingClientRect();
            stage.setPointerCapture = () => {};
            stage.dispatchEvent(new PointerEvent('pointerdown', { clientX: box.left + box.width / 4, clientY: box.top + 9, buttons: 1 }))""")
        self.assertEqual(self.browser.run(clip), "inset(0px 0px 0px 25%)")

    def test_a_blind_choice_tells_nothing_and_names_the_winner(self):
        self.open(sweep())
        self.choose(1, 2, 3)
        self.browser.press("b")
        self.assertNotRegex(self.browser.run("return document.querySelector('dialog.compare').textContent"),
                            "|".join(STYLES + SUBJECTS))
        first = self.browser.run("return gallery.compare.blind.pair[0].index")
        self.browser.press("a")
        self.assertIn(first, self.browser.run("return gallery.compare.blind.pair.map((cell) => cell.index)"))
        second = self.browser.run("return gallery.compare.blind.pair[1].index")
        self.browser.press("b")
        text = self.browser.run("return document.querySelector('.verdict-line').textContent")
        letter = "ABC"[[1, 2, 3].index(second)]
        self.assertIn(f"The winner is {letter}: 16:9, fox, {STYLES[second - 1]}", text)
        self.browser.press("Enter")
        self.assertEqual(
            self.browser.run("return gallery.model.cells.filter((cell) => gallery.judgments.get(cell).pick).map((cell) => cell.index)"),
            [second])

    def test_a_blind_choice_ends_with_the_letters_of_the_table(self):
        self.open(sweep())
        self.choose(2, 3, 4)
        self.browser.press("b")
        # Not in the order in which they were chosen, so that letters by place would be wrong.
        self.browser.run("const [a, b, c] = gallery.compare.cells; Object.assign(gallery.compare.blind, { pair: [c, b], waiting: [a] })")
        self.browser.press("a", "a")
        shown = self.browser.run("""
            return [...document.querySelectorAll('.compared')].map((figure) =>
                [figure.querySelector('.letter').textContent, Number(figure.querySelector('.number').textContent)])""")
        self.assertEqual(len(shown), 2)
        for letter, index in shown:
            self.assertEqual({"A": 2, "B": 3, "C": 4}[letter], index)

    def test_one_of_them_is_heard_in_every_mode(self):
        self.open(sweep())
        self.browser.run("gallery.clock.setAudible(true)")
        self.choose(1, 2)
        heard = "return [...document.querySelectorAll('dialog video')].map((video) => !video.muted)"
        over = """
            const box = document.querySelector(arguments[0]).getBoundingClientRect();
            const at = { bubbles: true, clientX: box.left + box.width * arguments[1], clientY: box.top + 20 };
            for (const kind of ['pointerover', 'pointermove']) document.querySelector(arguments[0]).dispatchEvent(new PointerEvent(kind, at))"""
        self.browser.press("v", "b")
        self.assertEqual(self.browser.run(heard), [False, True])
        self.browser.run(over, ".compared:first-child", 0.5)
        self.assertEqual(self.browser.run(heard), [True, False])
        self.browser.press("3", holding=["Alt"])
        self.browser.run(over, ".compared:last-child", 0.5)
        self.assertEqual(self.browser.run(heard), [False, True])
        self.browser.press("2", holding=["Alt"])
        self.browser.run(over, ".wipe", 0.9)
        self.assertEqual(self.browser.run(heard), [False, True])
        self.browser.run(over, ".wipe", 0.1)
        self.assertEqual(self.browser.run(heard), [True, False])
        self.browser.run("document.querySelector('.wipe-range').focus()")
        self.browser.press("ArrowLeft")
        self.assertEqual(self.browser.run(heard), [False, True])

    def test_what_is_compared_is_judged_with_keys(self):
        self.open(sweep())
        self.choose(1, 2, 3)
        self.browser.press("v", "4")
        self.assertIn("first", self.browser.run("return document.getElementById('announcer').textContent"))
        # Not behind the dialog, where nobody would see or hear it.
        self.assertTrue(self.browser.run("return gallery.compare.dialog.contains(document.getElementById('announcer'))"))
        self.browser.press("c", "4", "p", "a", "x")
        self.assertEqual(self.browser.run("""
            return gallery.compare.cells.map((cell) => { const { stars, pick } = gallery.judgments.get(cell); return [stars, pick]; })"""),
            [[None, "reject"], [None, None], [4, "pick"]])
        self.assertEqual(self.browser.run("return document.querySelectorAll('[data-letter=C] .star-button.on').length"), 4)
        # Whoever is at a button stays there.
        self.browser.press("Tab")
        self.browser.press("Enter")
        self.assertEqual(self.browser.run("return [document.activeElement.dataset.stars, gallery.judgments.get(gallery.compare.cells[0]).stars]"), ["1", 1])
        self.browser.press("b", "2")
        self.assertEqual(self.browser.run("return gallery.judgments.get(gallery.compare.cells[1]).stars"), 2)
        self.browser.press("2", "3", holding=["Alt"])
        self.browser.press("a", "Escape")
        self.browser.wait("document.getElementById('announcer').parentElement === document.body")

    def test_the_wipe_is_as_large_as_the_picture(self):
        cells = sweep()
        for cell in cells[:2]:
            cell["files"][0].update(src="media/video-9x16-0.mp4", name="video-9x16-0.mp4")
        self.open(cells)
        self.choose(1, 2)
        self.browser.press("w")
        self.settled("document.querySelector('dialog.compare')")
        width, height = self.browser.run("const box = document.querySelector('.wipe').getBoundingClientRect(); return [box.width, box.height]")
        self.assertAlmostEqual(width / height, 9 / 16, delta=0.02)

    def test_two_are_needed_and_four_are_enough(self):
        self.open(sweep())
        self.choose(1)
        self.browser.press("v")
        self.assertFalse(self.browser.run("return gallery.compare.isOpen"))
        self.choose(2, 3, 4, 6)
        self.assertEqual(self.browser.run("return gallery.chosen.length"), 4)
        self.browser.press("u")
        self.assertEqual(self.browser.run("return gallery.chosen.length"), 0)


class JudgmentTests(PageTest):
    def judgment(self, index):
        return self.browser.run("return gallery.judgments.get(gallery.model.cells.find((cell) => cell.index === arguments[0]))", index)

    def test_ratings_survive_a_reload(self):
        self.open(sweep())
        self.focus(2)
        self.browser.press("4", "p")
        self.focus(3)
        self.browser.press("x", "t")
        self.browser.type(".details input[type=text]", "too dark, #later")
        self.browser.press("Tab")
        self.browser.type(".details textarea", "the sky <b>is</b> flat")
        self.browser.press("Tab")
        self.browser.reload()
        self.ready()
        two, three = self.judgment(2), self.judgment(3)
        self.assertEqual((two["stars"], two["pick"]), (4, "pick"))
        self.assertEqual((three["pick"], three["tags"], three["note"]), ("reject", ["too dark", "later"], "the sky <b>is</b> flat"))
        self.assertEqual(self.browser.run("return look.cell(2).querySelectorAll('.star-button.on').length"), 4)
        self.assertIn("4 stars, picked", self.browser.run("return look.cell(2).getAttribute('aria-label')"))

    def test_a_result_that_was_asked_for_anew_is_not_judged_yet(self):
        cells = sweep()
        self.open(cells)
        self.focus(2)
        self.browser.press("4")
        self.assertEqual(self.judgment(2)["stars"], 4)
        first = cells[1]["files"][0]["sha256"]
        for result, stars in (sample.key(4711), None), (first, 4):
            cells[1]["files"][0]["sha256"] = result
            sample.write_data(self.folder, sample.data(cells))
            self.browser.reload()
            self.ready()
            self.assertEqual(self.judgment(2)["stars"], stars)

    def test_a_file_takes_them_elsewhere(self):
        self.open(sweep())
        self.focus(2)
        self.browser.press("5", "p")
        exported = self.browser.run("return gallery.judgments.exported(gallery.model.cells)")
        self.assertEqual(json.loads(exported)["judgments"][0]["cell"], sample.key(2))
        self.browser.run("localStorage.clear()")
        self.browser.reload()
        self.ready()
        self.assertIsNone(self.judgment(2)["stars"])
        path = os.path.join(self.folder, "judgments.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(exported)
        self.browser.run("document.querySelector('input[type=file]').hidden = false")
        self.browser.type("input[type=file]", path)
        self.browser.wait("gallery.judgments.get(gallery.model.cells[1]).stars === 5")
        self.assertEqual(self.judgment(2)["pick"], "pick")
        with open(path, "w", encoding="utf-8") as file:
            file.write("[]")
        self.browser.type("input[type=file]", path)
        self.browser.wait("document.getElementById('announcer').textContent === 'this file holds no judgments'")

    def test_a_field_is_left_with_what_was_typed(self):
        self.open(sweep())
        self.focus(2)
        self.browser.press("n")
        self.browser.type(".details textarea", "too dark")
        self.browser.press("Escape")
        self.assertEqual(self.judgment(2)["note"], "too dark")
        self.assertEqual(self.browser.run("return [document.activeElement.view?.cell.index, gallery.details.isOpen]"), [2, True])
        self.browser.press("t")
        self.browser.type(".details input[type=text]", "hero, " + "x" * 300)
        self.browser.press("Enter")
        self.assertEqual(self.judgment(2)["tags"], ["hero", "x" * 50])
        self.browser.press("ArrowRight", "n")
        self.browser.type(".details textarea", "unfinished")
        self.browser.reload()
        self.ready()
        self.assertEqual(self.judgment(3)["note"], "unfinished")

    def test_a_button_that_is_pressed_keeps_the_focus(self):
        self.open(sweep())
        self.focus(2)
        self.browser.press("Enter")
        self.browser.run("document.querySelectorAll('.details .star-button')[2].focus()")
        self.browser.press("Enter")
        self.assertEqual(self.judgment(2)["stars"], 3)
        self.assertEqual(self.browser.run("return document.activeElement.dataset.stars"), "3")
        self.browser.run("document.querySelector('.details .choose').focus()")
        self.browser.press("Enter")
        self.assertEqual(self.browser.run("return [document.activeElement.className, document.activeElement.getAttribute('aria-pressed')]"), ["choose", "true"])

    def test_of_two_judgments_the_later_counts(self):
        cells = sweep()
        cells[0]["judgment"] = {"stars": 2, "pick": None, "tags": [], "note": "", "at": 100}
        self.open(cells)
        self.assertEqual(self.judgment(1)["stars"], 2)
        self.focus(1)
        self.browser.press("5")
        self.browser.reload()
        self.ready()
        self.assertEqual(self.judgment(1)["stars"], 5)

    def test_the_summary_adds_up(self):
        self.open(sweep())
        for index, key in ((1, "4"), (5, "2"), (2, "3"), (2, "p"), (3, "x")):
            self.focus(index)
            self.browser.press(key)
        self.browser.press("s")
        rows = self.browser.run("""
            return [...document.querySelectorAll('dialog.summary section')].map((section) =>
                [...section.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent)))""")
        # The style axis: 6 cells of each value, 35 credits for each that succeeded.
        self.assertEqual(rows[2], [
            ["watercolor", "3.00", "2", "0", "0", "5 of 6", "175", "–"],
            ["noir", "3.00", "1", "1", "0", "5 of 6", "175 +?", "175"],
            ["claymation", "–", "0", "0", "1", "3 of 6", "105 +?", "–"],
            ["woodcut", "–", "0", "0", "0", "5 of 6", "175", "–"],
        ])
        self.assertIn("630credits per pick", self.browser.run("return document.querySelector('.tiles').textContent"))


class DetailsTests(PageTest):
    def test_all_that_makes_the_cell_again(self):
        self.open(sweep())
        self.focus(2)
        self.browser.press("Enter")
        text = self.browser.run("return document.getElementById('details').textContent")
        for part in ('gen kling-2-6 "a $subject, $style style"', "style-sweep.rivya, line 12", '"duration": "5"', "42 s",
                     "charged, 35 credits", "task-2", "/out/video-16x9-2.mp4", sample.key(14), "35 credits", "succeeded"):
            self.assertIn(part, text)
        self.browser.run("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
        self.browser.click("[aria-label='Copy the statement']")
        self.browser.wait("window.copied === gallery.model.cells[1].statement")
        self.browser.click("[aria-label='Copy the request']")
        self.browser.wait("window.copied === gallery.model.cells[1].request")
        self.browser.click("[aria-label='Copy the hash']")
        self.browser.wait("window.copied === gallery.model.cells[1].files[0].sha256")
        self.browser.click("[aria-label='Copy the path']")
        self.browser.wait("window.copied === '/out/video-16x9-2.mp4'")
        self.browser.press("Escape")
        self.assertTrue(self.browser.run("return document.getElementById('details').hidden"))
        self.assertEqual(self.browser.run("return document.activeElement.view?.cell.index"), 2)

    def test_sounds_and_other_files_have_their_emblem(self):
        cells = sweep()[:3]
        for index, name, kind in ((0, "audio-0.mp3", "audio"), (1, "model.glb", "other")):
            cells[index]["files"][0].update(src=f"media/{name}", name=name, kind=kind)
        self.open(cells)
        self.browser.wait("look.cell(1).querySelector('audio')?.readyState >= 2")
        self.assertEqual(self.browser.run("return look.cell(1).querySelector('.emblem').textContent"), "audio-0.mp3")
        self.assertEqual(self.browser.run("return look.cell(2).querySelector('.emblem').textContent"), "model.glb")
        # Browsers play sounds, even muted ones, only once somebody has pressed something.
        self.browser.press("k", "k")
        self.browser.wait("!look.cell(1).querySelector('audio').paused")
        for index in (1, 2):
            self.focus(index)
            self.browser.press("c", "Enter")
            self.assertTrue(self.browser.run("return Boolean(document.querySelector('.details .emblem'))"))
        self.browser.press("b")
        self.assertNotIn("audio-0", self.browser.run("return document.querySelector('dialog.compare').textContent"))
        self.assertNotIn("glb", self.browser.run("return document.querySelector('dialog.compare').textContent"))

    def test_a_missing_file_is_said_to_be_missing(self):
        cells = sweep()[:4]
        cells[0]["files"][0].update(src="media/gone.mp4", name="gone.mp4")
        self.open(cells)
        self.browser.wait("look.cell(1).textContent.includes('gone.mp4 cannot be shown')")
        self.browser.errors()


class RefreshTests(PageTest):
    def test_a_run_that_goes_on(self):
        cells = sweep()
        self.open(cells, live=True)
        self.settled()
        self.focus(6)
        self.browser.run("gallery.grid.scroller.scrollTop = 60; window.kept = look.cell(6).querySelector('video')")
        self.assertEqual(self.browser.run("return document.querySelectorAll('.live').length"), 1)
        cells[17] = sample.cell(18, dict(cells[17]["axes"]))
        sample.write_data(self.folder, sample.data(cells, live=True))
        self.browser.wait("gallery.model.cells[17].state === 'succeeded'")
        # What was there stays: the place, the focus, and the player.
        self.assertEqual(self.browser.run("return gallery.grid.scroller.scrollTop"), 60)
        self.assertEqual(self.browser.run("return document.activeElement.view?.cell.index"), 6)
        self.assertTrue(self.browser.run("return kept.isConnected && kept.hasAttribute('src')"))
        for index in (19, 23, 24):
            cells[index - 1] = sample.cell(index, dict(cells[index - 1]["axes"]))
        sample.write_data(self.folder, sample.data(cells, live=False))
        self.browser.wait("!gallery.model.isLive")
        self.assertEqual(self.browser.run("return document.getElementById('states').textContent"), "22 succeeded2 failed")
        self.assertEqual(self.browser.run("return document.querySelectorAll('.live').length"), 0)
        # It asks no more.
        self.browser.run("window.rivyaGallery = undefined; return new Promise((done) => setTimeout(done, 2500))")
        self.assertIsNone(self.browser.run("return window.rivyaGallery ?? null"))

    def test_news_take_nobody_away(self):
        cells = sweep()
        self.open(cells, live=True)
        # Nobody is anywhere yet, and then at a field, in a note that news must not overwrite.
        cells[17] = sample.cell(18, dict(cells[17]["axes"]))
        sample.write_data(self.folder, sample.data(cells, live=True))
        self.browser.wait("gallery.model.cells[17].state === 'succeeded'")
        self.assertEqual(self.browser.run("return document.activeElement.localName"), "body")
        self.browser.run("gallery.grid.scroller.scrollTop = 120")
        self.focus(19)
        self.browser.press("n")
        self.browser.type(".details textarea", "half a")
        cells[18] = sample.cell(19, dict(cells[18]["axes"]))
        sample.write_data(self.folder, sample.data(cells, live=True))
        self.browser.wait("gallery.model.cells[18].state === 'succeeded'")
        self.browser.type(".details textarea", " thought")
        self.browser.press("Escape")
        self.assertEqual(self.browser.run("return gallery.judgments.get(gallery.model.cells[18]).note"), "half a thought")
        # Then the result is there, too.
        self.browser.wait("Boolean(document.querySelector('.details video'))")

    def test_new_cells_bring_their_axes(self):
        self.open([], live=True)
        self.assertEqual(self.browser.run("return document.querySelector('.empty').textContent"), "This run has no cells.")
        sample.write(self.folder, sample.data(sweep()))
        self.browser.wait("gallery.model.cells.length === 24")
        self.assertEqual(self.look("grid()")["heads"], STYLES)


class ServedTests(PageTest):
    """The page's side of a server: the program's own server has tests of its own."""

    def setUp(self):
        super().setUp()
        test = self
        self.taken, self.waiting, self.refusal = [], threading.Event(), None

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=test.folder)

            def log_message(self, *_):
                pass

            def end_headers(self):
                # As the program's server says it. By its date alone, data of the same second is the same.
                self.send_header("Cache-Control", "no-store")
                super().end_headers()

            def do_GET(self):
                if self.path == "/favicon.ico":
                    self.send_response(204)
                    self.end_headers()
                    return
                if self.path == "/events":
                    self.send_response(200)
                    self.send_header("Content-Type", "text/event-stream")
                    self.end_headers()
                    self.wfile.write(b": hello\n\n")
                    self.wfile.flush()
                    test.waiting.wait(60)
                    self.wfile.write(b"data: new\n\n")
                    return
                super().do_GET()

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                test.taken.append((self.path, self.headers["X-Rivya-Token"], self.headers["Content-Type"], body))
                answer = json.dumps({"error": test.refusal} if test.refusal else body).encode()
                self.send_response(403 if test.refusal else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tearDown(self):
        self.waiting.set()
        super().tearDown()
        self.server.shutdown()
        self.server.server_close()

    def serve(self, cells):
        sample.write(self.folder, sample.data(cells))
        path = os.path.join(self.folder, "index.html")
        with open(path, encoding="utf-8") as file:
            page = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(page.replace('name="rivya-token" content=""', 'name="rivya-token" content="s3cret"'))
        self.browser.open(f"http://127.0.0.1:{self.server.server_address[1]}/")
        self.ready()

    def test_judgments_are_written_back(self):
        self.serve(sweep())
        self.focus(2)
        self.browser.press("4")
        deadline = time.monotonic() + 30
        while not self.taken and time.monotonic() < deadline:
            time.sleep(0.02)
        path, token, kind, body = self.taken[0]
        self.assertEqual((path, token, kind), ("/judgments", "s3cret", "application/json"))
        self.assertEqual({key: body[key] for key in ("run", "index", "cell", "stars", "pick", "tags", "note")}, {
            "run": "20261121-093000", "index": 2, "cell": sample.key(2), "stars": 4, "pick": None, "tags": [], "note": ""})

    def await_taken(self):
        deadline = time.monotonic() + 30
        while not self.taken and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.taken[0][3]

    def test_a_note_arrives_from_a_page_that_is_left(self):
        self.serve(sweep())
        self.focus(2)
        self.browser.press("n")
        self.browser.type(".details textarea", "the last word")
        self.browser.open(f"http://127.0.0.1:{self.server.server_address[1]}/gallery.css")
        self.assertEqual(self.await_taken()["note"], "the last word")

    def test_what_no_server_took_is_written_back_later(self):
        cells = sweep()
        self.serve(cells)
        self.refusal = "not now"
        self.focus(2)
        self.browser.press("4")
        self.browser.wait("document.getElementById('announcer').textContent.endsWith('not now')")
        self.browser.errors()
        self.refusal = None
        self.taken.clear()
        self.browser.reload()
        self.ready()
        body = self.await_taken()
        self.assertEqual((body["index"], body["stars"]), (2, 4))
        # What the ledger has by then is not sent again.
        cells[1]["judgment"] = {key: body[key] for key in ("stars", "pick", "tags", "note")} | {"at": round(body["at"], 3)}
        sample.write_data(self.folder, sample.data(cells))
        self.taken.clear()
        self.browser.reload()
        self.ready()
        self.focus(3)
        self.browser.press("1")
        self.assertEqual(self.await_taken()["index"], 3)

    def test_nothing_comes_from_elsewhere(self):
        self.serve(sweep())
        self.settled()
        addresses = self.browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
        self.assertGreater(len(addresses), 15)
        here = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self.assertEqual([address for address in addresses if not address.startswith(here)], [])

    def test_a_refusal_is_shown(self):
        self.refusal = "no such cell"
        self.serve(sweep())
        self.focus(2)
        self.browser.press("4")
        self.browser.wait("document.getElementById('announcer').textContent.endsWith('no such cell')")
        self.browser.errors()

    def test_the_server_tells_of_news(self):
        cells = sweep()
        self.serve(cells)
        self.browser.wait("gallery.updates.events.readyState === EventSource.OPEN")
        cells[22] = sample.cell(23, dict(cells[22]["axes"]))
        sample.write_data(self.folder, sample.data(cells))
        self.waiting.set()
        self.browser.wait("gallery.model.cells[22].state === 'succeeded'")


class HostileTests(PageTest):
    EVIL = [
        "<script>window.owned = 1</script>", "\"><img src=x onerror=window.owned=1>", "' onmouseover='window.owned=1",
        "</bdi></div><svg onload=window.owned=1>", "javascript:window.owned=1", "&lt;b&gt;", "{{7*7}}", "__proto__",
        "\u202etxt.exe", "\u2067kitten\u2067", "a\u2069b", "שלום 狐", "x" * 10000, "word " * 2000,
    ]

    def cells(self):
        cells = []
        for index, evil in enumerate(self.EVIL, start=1):
            cells.append(sample.cell(
                index, {evil[:200]: evil, "kind": "odd" if index % 2 else "even"}, "failed" if index % 2 else "succeeded",
                prompt=evil, name=evil, statement=evil, tags=[evil], script=evil, model=evil, task=evil, request=evil,
                failure={"code": evil, "message": evil, "help": evil, "request": evil},
                judgment={"stars": 3, "pick": None, "tags": [evil], "note": evil, "at": 5}))
        return cells

    def test_text_from_anywhere_is_only_text(self):
        self.open(self.cells(), title=self.EVIL[0], id=self.EVIL[1])
        self.assertEqual(self.browser.run("return document.getElementById('title').textContent"), self.EVIL[0])
        for index, evil in enumerate(self.EVIL, start=1):
            self.focus(index)
            self.browser.press("Enter")
            shown = self.browser.run("return document.querySelector('.details .long').textContent")
            self.assertEqual(shown, evil)
            self.assertEqual(self.browser.run("return document.querySelector('.details textarea').value"), evil)
        self.browser.press("Escape")
        for index in (1, 2, 3, 4):
            self.focus(index)
            self.browser.press("c")
        for key in ("v", "w", "b"):
            self.browser.press(key)
            self.browser.press("Escape")
        self.browser.press("s")
        self.browser.press("Escape")
        self.assertIsNone(self.browser.run("return window.owned ?? null"))
        # Nothing that the page did not make itself.
        strange = self.browser.run("""
            return [...document.querySelectorAll('*')].filter((element) =>
                element.localName === 'script' && !/^[a-z]+\\.js(\\?|$)/.test(element.getAttribute('src'))
                || ['iframe', 'object', 'embed', 'style', 'base', 'form'].includes(element.localName)
                || [...element.attributes].some((attribute) => attribute.name.startsWith('on')))
                .map((element) => element.outerHTML)""")
        self.assertEqual(strange, [])
        self.browser.errors()

    def test_no_address_but_relative_and_http_ones(self):
        cells = sample.sweep({"n": list(range(8))})
        sources = ["javascript:window.owned=1", "data:text/html,<script>window.owned=1</script>", "file:///etc/passwd",
                   "//evil.example/x.mp4", "\\\\evil\\x", " javascript:window.owned=1", "blob:null/x", "/etc/passwd"]
        for each, source in zip(cells, sources):
            each["files"][0]["src"] = source
        self.open(cells)
        for index in range(1, 9):
            self.focus(index)
            self.browser.press("Enter")
        found = self.browser.run("""
            return [...document.querySelectorAll('a[href], video, img')].map((element) =>
                element.getAttribute('href') ?? element.getAttribute('src')).filter((address) => address !== '#results')""")
        self.assertEqual(found, [])

    def test_an_override_turns_nothing_else_around(self):
        """The number of a group stands after its name, whatever marks the name leaves open."""
        cells = sample.sweep({"a": ["\u202e\u2067abc", "b\u2069\u2069c"], "b": [1], "c": [1]})
        self.open(cells)
        order = self.browser.run("""
            return [...document.querySelectorAll('.group-label')].map((label) =>
                [...label.children].map((part) => part.getBoundingClientRect().left))""")
        self.assertEqual(len(order), 2)
        for lefts in order:
            self.assertEqual(lefts, sorted(lefts))

    def test_no_text_is_too_long_for_its_place(self):
        long, solid = "a very long prompt of a fox. " * 350, "x" * 10000
        cells = sample.sweep({"subject": [long, "שועל " * 40, "fox"], "style": [solid, "noir"]}, {3: "failed"})
        cells[2]["failure"].update(code="y" * 300, message=long, help=long)
        self.open(cells, title="שלום " + "t" * 400)
        # A title is cut off at its end.
        self.assertGreater(self.browser.run("""
            const range = document.createRange(), [text] = document.getElementById('title').childNodes;
            range.setStart(text, 0); range.setEnd(text, 4);
            const word = range.getBoundingClientRect(), box = document.querySelector('.title').getBoundingClientRect();
            return Math.min(box.right - word.right, word.left - box.left) + 1"""), 0)
        for index in (1, 2, 3):
            self.focus(index)
            self.browser.press("c")
        wide = """
            return [...document.querySelectorAll(arguments[0])].filter((element) => element.scrollWidth > element.clientWidth + 1)
                .map((element) => element.className)"""
        for mode in ("v", "w", "b"):
            self.browser.press(mode)
            self.assertEqual(self.browser.run(wide, ".compare-body, dialog"), [], mode)
            self.assertLess(self.browser.run("return Math.max(0, ...[...document.querySelectorAll('.compared')].map((each) => each.offsetHeight))"), 800)
            self.browser.press("Escape")
        self.browser.click(".chip[data-axis=subject]")
        self.assertEqual(self.browser.run(wide, ".menu"), [])
        self.assertTrue(self.browser.run("return document.querySelectorAll('.menu [type=checkbox]')[2].getBoundingClientRect().bottom < innerHeight"))
        self.browser.press("Escape")
        self.browser.wait("!document.querySelector('.menu')")
        self.focus(1)
        self.browser.press("Enter")
        self.assertLess(self.browser.run("return document.querySelector('.details .axes').offsetHeight"), 400)

    def test_the_policy_forbids_what_the_page_does_not_do(self):
        self.open(sweep())
        blocked = self.browser.run("""
            const results = [];
            document.addEventListener('securitypolicyviolation', (event) => results.push(event.effectiveDirective));
            const script = document.createElement('script');
            try { script.textContent = 'window.owned = 1'; document.head.append(script); } catch { results.push('trusted-types'); }
            try { document.body.innerHTML = '<p>'; } catch { results.push('html'); }
            const picture = document.createElement('img');
            picture.src = 'https://example.invalid/x.png';
            document.body.append(picture);
            return new Promise((done) => setTimeout(() => done(results), 300))""")
        self.assertIn("img-src", blocked)
        self.assertIn("html", blocked)
        self.assertIsNone(self.browser.run("return window.owned ?? null"))
        self.browser.errors()


class AccessibilityTests(PageTest):
    def states(self):
        """The page with each of its parts open, by name."""
        self.open(sweep())
        self.settled()
        yield "grid"
        self.focus(5)
        self.browser.press("Enter")
        yield "details"
        self.browser.press("Escape")
        self.browser.click(".chip[data-axis=style]")
        yield "axis"
        self.browser.press("Escape")
        self.browser.wait("!document.querySelector('.menu')")
        self.browser.click("[aria-label='More filters']")
        yield "filters"
        self.browser.press("Escape")
        self.browser.wait("!document.querySelector('.menu')")
        self.focus(1)
        self.browser.press("c", "5")
        self.focus(2)
        self.browser.press("c", "x", "v")
        yield "compare"
        self.browser.press("2", holding=["Alt"])
        yield "wipe"
        self.browser.press("3", holding=["Alt"])
        yield "blind"
        self.browser.press("Escape", "s")
        yield "summary"
        self.browser.press("Escape", "?")
        yield "keys"
        self.browser.press("Escape")

    def test_everything_has_a_name_and_a_role(self):
        for state in self.states():
            with self.subTest(state):
                self.assertEqual(self.look("complaints()"), [])
        self.assertEqual(self.browser.run("""
            return [document.querySelectorAll('[role=grid]').length, document.querySelector('[role=grid]').getAttribute('aria-colcount'),
                document.querySelectorAll('[role=columnheader]').length, document.querySelectorAll('main, aside, header, footer').length > 3]"""),
            [1, "5", 5, True])

    def test_contrast_in_light_and_dark(self):
        for scheme in ("light", "dark"):
            self.browser.prefer(prefers_color_scheme=scheme)
            try:
                for state in self.states():
                    # What comes and goes is measured while it is there.
                    self.browser.wait("['0', '1'].includes(getComputedStyle(document.getElementById('announcer')).opacity)")
                    with self.subTest(f"{scheme}, {state}"):
                        self.assertEqual(self.look("contrasts()"), [])
                self.browser.run("localStorage.clear()")
            finally:
                self.browser.prefer()

    def tabs(self, count):
        """What Tab comes by, from where the focus is."""
        seen = []
        for _ in range(count):
            self.browser.press("Tab")
            seen.append(self.browser.run("""
                const at = document.activeElement;
                return at === document.body ? '' : at.view ? 'cell' : at.getAttribute('aria-label') || at.id || at.localName"""))
        return seen

    def test_tab_comes_by_everything_and_is_never_caught(self):
        self.open(sweep())
        self.settled()
        seen = self.tabs(60)
        for name in ("Filter by text", "More filters", "Summary", "Keys", "Swap rows and columns", "cell", "Play", "Pause", "Position"):
            if name in ("Play", "Pause"):
                self.assertTrue("Play" in seen or "Pause" in seen)
            else:
                self.assertIn(name, seen)
        # One stop in the grid, and around again.
        first = seen.index("Filter by text")
        self.assertIn("Filter by text", seen[first + 1:])
        self.assertLessEqual(seen[first:seen.index("Filter by text", first + 1)].count("cell"), 1)

    def test_dialogs_give_the_focus_back(self):
        self.open(sweep())
        self.focus(3)
        for key in ("s", "?"):
            self.browser.press(key)
            self.assertTrue(self.browser.run("return document.querySelector('dialog[open]').contains(document.activeElement)"))
            self.browser.press("Escape")
            self.assertEqual(self.browser.run("return document.activeElement.view?.cell.index"), 3)

    def test_a_list_is_scrolled_at_once(self):
        """Without a step to it, and without a hint about the button that closes it."""
        self.browser.resize(900, 420)
        self.open(sweep())
        for key, dialog in (("?", "help"), ("s", "summary")):
            self.browser.press(key, "End")
            self.browser.wait(f"document.querySelector('dialog.{dialog} .dialog-body').scrollTop > 20")
            self.browser.press("Escape")

    def test_keys_are_listed_and_do_what_they_say(self):
        self.open(sweep())
        self.browser.press("?")
        listed = self.browser.run("return [...document.querySelectorAll('dialog.help dt')].length")
        self.assertGreater(listed, 35)
        self.browser.press("Escape")
        self.focus(1)
        for key, index in (("ArrowRight", 2), ("ArrowDown", 6), ("ArrowLeft", 5), ("ArrowUp", 1)):
            self.browser.press(key)
            self.assertEqual(self.browser.run("return document.activeElement.view.cell.index"), index)

    def test_typing_is_not_taken_for_keys(self):
        self.open(sweep())
        self.focus(1)
        self.browser.press("/")
        self.browser.type(".search", "5xp")
        self.assertEqual(self.browser.run("return gallery.judgments.get(gallery.model.cells[0]).stars"), None)
        self.assertEqual(self.browser.run("return document.querySelector('.search').value"), "5xp")


class ScreenTests(PageTest):
    def test_no_width_scrolls_the_page(self):
        for width in (360, 390, 768, 1280, 2200):
            self.browser.resize(width, 800)
            self.open(sweep())
            with self.subTest(width):
                self.assertEqual(self.browser.run("return [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"), [width, 800])
                outside = self.browser.run("""
                    return [...document.querySelectorAll('.tools > *, .title > *')].filter((element) => element.checkVisibility()
                        && (element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().left < -1))
                        .map((element) => element.outerHTML.slice(0, 80))""")
                self.assertEqual(outside, [])

    def test_a_small_screen_has_everything(self):
        self.browser.resize(360, 800)
        self.open(sweep())
        self.settled()
        # Every control of the players is whole.
        cut = self.browser.run("""
            return [...document.querySelectorAll('.transport > *')].filter((element) => element.checkVisibility()).map((element) =>
                [element.getAttribute('aria-label'), element.getBoundingClientRect().width, element.getBoundingClientRect().right])""")
        self.assertEqual([name for name, width, right in cut if width < 32 or right > 360], [])
        self.assertGreater(dict((name, width) for name, width, _ in cut)["Speed"], 50)
        self.assertGreater(dict((name, width) for name, width, _ in cut)["Position"], 200)
        self.browser.click("[aria-label=Arrange]")
        self.browser.click(".chip[data-axis=style]")
        self.assertTrue(self.browser.run("return document.querySelector('.menu').getBoundingClientRect().right <= innerWidth"))
        self.browser.press("Escape")
        self.browser.wait("!document.querySelector('.menu')")
        self.focus(2)
        self.browser.press("Enter")
        box = self.browser.run("const box = document.getElementById('details').getBoundingClientRect(); return [box.left, box.right]")
        self.assertEqual(box, [0, 360])


if __name__ == "__main__":
    unittest.main()
