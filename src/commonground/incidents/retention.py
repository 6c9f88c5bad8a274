"""How long imports are kept: the records name nobody, and neither does what is kept of a run."""

NOT_PERSONAL = {
    "incidents.ImportRun": "a file's name, its hash and counts; who imported is an opaque id",
}
