#!/usr/bin/env python3
"""Prints a script of as many lines as the argument says: what people write, again and again with other names."""

import sys

GROUP = """\
# Scene {n}: which look suits it?
let place_{n} = "harbour {n} at dawn"
let looks_{n} = [watercolor, "ink on paper", claymation]
def prompt_{n}(subject, look) {{
    return "a $subject by the ${{place_{n}}}, $look, soft light"
}}
for subject in [fox, heron, "old lighthouse"], look in $looks_{n} {{
    if $look == claymation and {n} % 2 == 0 {{
        gen kling-2-6 prompt_{n}($subject, $look) duration=10 aspect_ratio=16:9 --name "scene {n}"
    }} else {{
        gen kling-2-6 "$subject, $look, take {n}" duration=5 sound=true
    }}
}}
let total_{n} = (len($looks_{n}) * 3 + {n}) / 2
print "scene {n}" $total_{n}

"""


def main():
    lines = int(sys.argv[1])
    written = 0
    number = 1
    while written < lines:
        group = GROUP.format(n=number).splitlines(keepends=True)
        # A group is not cut in two: comments fill up the rest.
        if len(group) > lines - written:
            group = ["# the end\n"] * (lines - written)
        sys.stdout.writelines(group)
        written += len(group)
        number += 1


main()
