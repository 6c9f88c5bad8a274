"""Find a Chromium for the browser tests; as root, let the system's package manager install it."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str | None:
    """The path of a Chromium on this machine, or None. COMMONGROUND_CHROMIUM wins."""
    named = os.environ.get("COMMONGROUND_CHROMIUM")
    return named or next((p for n in NAMES if (p := shutil.which(n))), None)


def install() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("installing Chromium ...", file=sys.stderr, flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=environment, check=False, **quiet)


def main() -> int:
    if not find():
        install()
    if not find():
        print(
            "The browser tests need Chromium: install it (on Debian: apt-get install chromium) "
            "or name it in COMMONGROUND_CHROMIUM.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
