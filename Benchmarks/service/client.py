"""The jobs of the benchmark with aiohttp: creates, polls and downloads them over 64 connections, and keeps no ledger.

    client.py BASE_URL JOBS FOLDER

Prints the requests that it made and the seconds from the first to the last.
"""

import asyncio
import json
import sys
import time
import uuid
from pathlib import Path

import aiohttp

CONNECTIONS = 64
# The wait before the first look at a task, as `set poll 4ms` makes it.
FIRST_POLL = 0.002
POLL = 0.004
# As `rivya` sends them: with the model's defaults.
PARAMETERS = {
    "loop": "false", "duration_seconds": 0.5, "prompt_influence": 0.3, "output_format": "mp3_44100_128"}


class Client:
    def __init__(self, session, base, folder):
        self.session, self.base, self.folder = session, base, folder
        self.requests = 0

    async def call(self, method, url, **arguments):
        self.requests += 1
        async with self.session.request(method, url, **arguments) as answer:
            answer.raise_for_status()
            return await answer.read()

    async def carry_out(self, number):
        request = {"model": "elevenlabs-sound-effect-v2", "prompt": f"sound {number}", "params": PARAMETERS}
        task = json.loads(await self.call(
            "POST", f"{self.base}/api/v1/generations", data=json.dumps(request).encode(),
            headers={"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}))
        wait = FIRST_POLL
        while task["status"] not in ("succeeded", "failed"):
            await asyncio.sleep(wait)
            wait = POLL
            task = json.loads(await self.call("GET", f"{self.base}/api/v1/generations/{task['id']}"))
        sound = await self.call("GET", task["result"]["primary_url"])
        (self.folder / f"{number}.mp3").write_bytes(sound)


async def worker(client, numbers):
    for number in numbers:
        await client.carry_out(number)


async def main():
    base, jobs, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    headers = {"Authorization": "Bearer rvya_sk_benchmark", "Accept": "application/json"}
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
        client = Client(session, base, folder)
        numbers = iter(range(1, jobs + 1))
        started = time.perf_counter()
        await asyncio.gather(*(worker(client, numbers) for _ in range(CONNECTIONS)))
        print(client.requests, time.perf_counter() - started)


asyncio.run(main())
