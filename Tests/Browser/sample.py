"""Galleries without a run: the page's own files beside a `data.js` made here, as Documentation/Gallery.md describes it."""

import itertools
import json
import os
import shutil
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGE = os.path.join(ROOT, "Sources", "CGallery", "Page")
CLIPS = os.path.join(ROOT, "Sources", "CSimulatorMedia", "Media")


def key(number):
    return f"{number:064x}"


def cell(index, axes, state="succeeded", clip=None, **members):
    """A cell with what most cells have; a clip is the name of one of the simulator's."""
    result = {
        "index": index, "cell": key(index), "model": "kling-2-6", "axes": [list(axis) for axis in axes.items()],
        "state": state,
    }
    prompt = members.get("prompt", "a " + ", ".join(str(value) for value in axes.values()))
    request = {"model": "kling-2-6", "prompt": prompt, "params": {"aspect_ratio": "16:9", "duration": "5", **{
        name: value for name, value in axes.items() if name in ("duration", "seed")}}}
    result.update(prompt=prompt, request=json.dumps(request, ensure_ascii=False))
    result.update(statement='gen kling-2-6 "a $subject, $style style"', script="style-sweep.rivya", line=12)
    if state in ("succeeded", "failed"):
        result.update(submitted=1795000000 + index, accepted=1795000000.4 + index, ended=1795000041.7 + index,
                      seconds=41.7, task=f"task-{index}")
    if state == "succeeded":
        clip = clip or f"video-16x9-{index % 6}.mp4"
        result.update(credits=35, charge="charged", charged=35, files=[{
            "src": f"media/{clip}", "kind": "video", "name": clip, "path": f"/out/{clip}", "sha256": key(index * 7),
            "bytes": 6800}])
    elif state == "failed":
        result.update(credits=0, charge="refunded", charged=35, failure={
            "code": "generation_failed", "message": "the model could not carry out this request",
            "help": "run it again, or change the prompt"})
    elif state == "running":
        result.update(charge="reserved", charged=35)
    result.update(members)
    return result


def sweep(axes, states=None):
    """Every combination of the axes; `states` says which indices did not succeed."""
    cells = []
    for index, values in enumerate(itertools.product(*axes.values()), start=1):
        cells.append(cell(index, dict(zip(axes, values)), (states or {}).get(index, "succeeded")))
    return cells


def data(cells, live=False, **run):
    return {"written": time.time(), "version": 1, "media": "linked", "runs": [{
        "id": "20261121-093000", "title": "style-sweep.rivya", "started": 1795000000, "live": live, "cells": cells,
        **run}]}


def write_data(folder, content):
    """In one step, as the program does it."""
    partial = os.path.join(folder, "data.js.partial")
    with open(partial, "w", encoding="utf-8") as file:
        file.write("window.rivyaGallery=" + json.dumps(content, ensure_ascii=False) + ";\n")
    os.replace(partial, os.path.join(folder, "data.js"))


def write(folder, content):
    """A whole gallery; returns the URL of its page."""
    shutil.copytree(PAGE, folder, dirs_exist_ok=True)
    os.makedirs(os.path.join(folder, "media"), exist_ok=True)
    for run in content["runs"]:
        for each in run["cells"]:
            for file in each.get("files", []):
                source = os.path.join(CLIPS, file["name"])
                target = os.path.join(folder, "media", file["name"])
                if os.path.exists(source) and not os.path.exists(target):
                    shutil.copy(source, target)
    write_data(folder, content)
    return "file://" + os.path.join(folder, "index.html")
