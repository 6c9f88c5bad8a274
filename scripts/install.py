"""pip install with a progress line, from a virtual environment's own Python."""

import subprocess
import sys
import threading
import time

WIDTH = 28


def show(stop: threading.Event, started: float) -> None:
    """A bar that moves; pip does not say how much is left, so it shows the time."""
    while not stop.wait(0.5):
        seconds = int(time.monotonic() - started)
        spot = seconds % WIDTH
        bar = "." * spot + "#" + "." * (WIDTH - spot - 1)
        print(f"\rinstalling [{bar}] {seconds} s", end="", file=sys.stderr, flush=True)


def main(words: list[str]) -> int:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    stop, started = threading.Event(), time.monotonic()
    bar = threading.Thread(target=show, args=(stop, started))
    if sys.stderr.isatty():
        bar.start()
    else:
        print("installing ...", file=sys.stderr, flush=True)
    done = subprocess.run([*command, *words], capture_output=True, text=True)
    stop.set()
    if bar.is_alive():
        bar.join()
    print(f"\rinstalled in {time.monotonic() - started:.0f} s" + " " * 40, file=sys.stderr)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
