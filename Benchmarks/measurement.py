"""What the benchmarks share: a process measured by the operating system's own account, and a table."""

import os
import statistics
import subprocess
import sys
import time


class Measurement:
    """What finished runs of a command took."""

    def __init__(self):
        self.seconds, self.processor, self.memory = [], [], []

    def take(self, command, folder, environment=None, output=None):
        """Runs a command once; what it prints is thrown away, or goes to `output`, an open file."""
        sink = os.open(os.devnull, os.O_WRONLY)
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output or sink, stderr=sink)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - started
        os.close(sink)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}: ended with {process.returncode}")
        self.seconds.append(elapsed)
        self.processor.append(usage.ru_utime + usage.ru_stime)
        # Linux counts in KiB, macOS in bytes.
        self.memory.append(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))

    @property
    def time(self):
        return statistics.median(self.seconds)

    @property
    def cpu(self):
        return statistics.median(self.processor)

    @property
    def peak(self):
        return statistics.median(self.memory)


def table(head, rows):
    """Lines of a Markdown table, its columns as wide as they must be."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    rule = ["-" * width for width in widths]
    cells = [[cell.ljust(width) for cell, width in zip(row, widths)] for row in [head, rule, *rows]]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)
