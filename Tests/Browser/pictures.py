"""Takes the pictures of Documentation/images anew, for when the page looks different.

    python3 Tests/Browser/pictures.py [FOLDER]
"""

import os
import sys
import tempfile

import sample
from webdriver import Browser

FOLDER = os.path.join(sample.ROOT, "Documentation", "images")
STATES = {6: "failed", 15: "failed", 20: "running", 21: "running", 23: "planned", 24: "planned"}
STARS = {1: 4, 2: 5, 3: 2, 4: 3, 5: 4, 7: 4, 8: 3, 9: 5, 10: 3, 12: 1}
VERDICTS = {2: "pick", 7: "pick", 3: "reject", 12: "reject"}


def cells():
    """A sweep in the middle of its run, and of being judged."""
    sweep = sample.sweep({"ratio": ["16:9", "4:3"], "subject": ["fox", "heron", "lighthouse"],
                          "style": ["watercolor", "noir", "claymation", "woodcut"]}, STATES)
    for cell in sweep:
        index, values = cell["index"], dict(cell["axes"])
        cell["prompt"] = f"a {values['subject']} on a windy shore, {values['style']} style"
        cell["statement"] = f'gen kling-2-6 "{cell["prompt"]}" duration=5 aspect_ratio={values["ratio"]}'
        if index in STARS or index in VERDICTS:
            cell["judgment"] = {"stars": STARS.get(index), "pick": VERDICTS.get(index), "at": 1,
                                "tags": ["poster"] if index == 2 else [], "note": "the best light" if index == 2 else ""}
    return sweep


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else FOLDER
    with tempfile.TemporaryDirectory(prefix="rivya-pictures-") as page, Browser(1440, 900) as browser:
        url = sample.write(page, sample.data(cells(), live=True))

        def take(name, width, height, scheme, *keys):
            browser.resize(width, height)
            browser.prefer(prefers_color_scheme=scheme)
            browser.open(url)
            browser.wait("window.gallery !== undefined")
            browser.run("gallery.grid.focus(gallery.model.cells[0].id)")
            for key in keys:
                browser.press(key)
            # A moment at which something is to be seen, and no news.
            browser.run("clearTimeout(gallery.updates.timer); gallery.clock.pause(); gallery.clock.seek(2.6)")
            browser.wait("[...document.querySelectorAll('video')].every((video) => video.readyState > 2 && !video.seeking)")
            browser.wait("!document.querySelector('.announcer.shown')")
            if not keys:
                browser.run("document.activeElement.blur()")
            browser.screenshot(os.path.join(folder, name))

        take("gallery-grid.png", 1440, 900, "light")
        take("gallery-details.png", 1024, 768, "dark", "ArrowRight", "Enter")
        take("gallery-compare.png", 1440, 900, "dark", "c", "ArrowRight", "c", "v", "b")
        take("gallery-small.png", 390, 844, "light")


if __name__ == "__main__":
    main()
