"""Build step: compile the translations in Python, so that no machine needs gettext."""

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict) -> None:
        sys.path.insert(0, str(Path(self.root) / "scripts"))
        from translations import compile_catalogues

        compile_catalogues(Path(self.root) / "src")
