"""Words that would be commands to the typesetter stand on the sheet as they were written."""

import pytest

from commonground.common import deployment
from commonground.insight import printing
from commonground.insight.briefing import brief
from tests.pdf_text import squeezed, text_of

COMMANDS = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.2.2": *',
    '#include "briefing.typ"',
    '#{panic("out")}',
    "#sys.inputs #eval(sys.inputs.words)",
    "] [ ]] ( ) ) } {",
    "\\ \\u{41} \\# \\",
    "$x^2$ $ sum_(i=0) $",
    "*bold* _thin_ `raw` ```raw```",
    "<label> @label = heading - item + item / term: word",
    "// comment /* comment */ -- --- ... ~",
    "{n} %(agency)s %s {{ place }} {% now %}",
    "</text><script>alert(1)</script> &amp; &#35;",
]


@pytest.fixture
def printed(tell, promise, meeting, alert, town, clock_at, litter, settings, tmp_path):
    """The briefing's words, with these in every text that people write."""

    def make(words: str) -> str:
        settings.HOME = tmp_path
        toml = (words + " agency").replace("\\", "\\\\").replace('"', '\\"')
        (tmp_path / deployment.FILE).write_text(f'agency = "{toml}"\n', encoding="utf-8")
        deployment.forget()
        litter.name = {"en": f"{words} category"}
        litter.save()
        town.north.name, town.north.population_source = f"{words} place", f"{words} source"
        town.north.save()
        tell()
        clock_at.forward(days=1)
        promise(f"{words} promise")
        event = meeting(f"{words} event", hours=24)
        event.place = {"en": f"{words} hall"}
        event.save()
        found = alert()
        found.label = {"en": f"{words} change"}
        found.save()
        return text_of(printing.pdf(brief(town.north)))

    return make


WHERE = (
    "agency", "category", "place", "source", "promise", "event", "hall", "change",
)  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS)
def test_what_looks_like_a_command_is_printed_as_it_stands(printed, words):
    text = printed(words)
    missing = [where for where in WHERE if squeezed(f"{words} {where}") not in text]
    assert missing == []


def test_nothing_of_this_machine_is_printed(printed):
    text = printed('#read("/etc/passwd")')
    assert "root:" not in text
