"""The sweep of sweep.rivya in Python with pydantic: the same requests, each validated, the same lines printed."""

import sys
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Params(BaseModel):
    model_config = ConfigDict(extra="forbid")

    duration: Literal["5", "10"] = "5"
    sound: Literal["false", "true"] = "false"
    aspect_ratio: Literal["1:1", "16:9", "9:16"] = "1:1"


class Reference(BaseModel):
    path: str
    kind: str
    mime_type: str
    bytes: int


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid")

    n: int
    line: int
    model: Literal["kling-2-6"]
    prompt: str = Field(min_length=1, max_length=1000)
    params: Params
    credits: int = 55
    axes: dict[str, str | int]
    references: list[Reference] = Field(default=[], max_length=1)
    depends_on: list[int] = []
    name: str | None = None
    tags: list[str] = []


class Summary(BaseModel):
    summary: Literal[True] = True
    requests: int
    credits: int
    partial: bool


def main():
    subjects = [f"subject {number}" for number in range(1, 101)]
    styles = [f"style {number}" for number in range(1, 101)]
    write = sys.stdout.write
    requests = 0
    credits = 0
    for subject in subjects:
        for style in styles:
            for ratio in ("16:9", "9:16", "1:1"):
                for duration in (5, 10):
                    requests += 1
                    request = Request(
                        n=requests,
                        line=7,
                        model="kling-2-6",
                        prompt=f"a {subject} on a windy shore, {style}, soft light",
                        params=Params(duration=str(duration), aspect_ratio=ratio),
                        axes={"subject": subject, "style": style, "ratio": ratio, "duration": duration},
                    )
                    credits += request.credits
                    write(request.model_dump_json())
                    write("\n")
    write(Summary(requests=requests, credits=credits, partial=False).model_dump_json())
    write("\n")


main()
