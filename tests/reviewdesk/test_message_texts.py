"""Each way of marking a text is found, in Python and in templates."""

from pathlib import Path

import pytest

from reviewdesk.message_texts import Found, texts_in

NAME = Path("reviews/here")


@pytest.mark.parametrize(
    ("code", "text", "context"),
    [
        ('_("Queue")', "Queue", None),
        ('gettext("Queue")', "Queue", None),
        ('translation.gettext_lazy("Queue")', "Queue", None),
        ('_("A long " "text")', "A long text", None),
        ("f\"{_('Inside')}: {x}\"", "Inside", None),
        ('ngettext("%(n)d day", "%(n)d days", n)', ("%(n)d day", "%(n)d days"), None),
        ('pgettext("verb", "Call")', "Call", "verb"),
        (
            'npgettext("time", "%(n)d minute", "%(n)d minutes", n)',
            ("%(n)d minute", "%(n)d minutes"),
            "time",
        ),
    ],
)
def test_a_marked_text_in_python_is_found(
    tmp_path: Path, code: str, text: str | tuple[str, str], context: str | None
) -> None:
    path = tmp_path / "x.py"
    path.write_text(code)

    assert list(texts_in(path, NAME)) == [Found(text, context, "reviews/here")]


@pytest.mark.parametrize(
    "code",
    ['other("Queue")', "_(name)", "_()", "_(3)", 'ngettext("a")', 'calls[0]("x")', '_("")'],
)
def test_what_is_no_marked_text_is_passed_over(tmp_path: Path, code: str) -> None:
    path = tmp_path / "x.py"
    path.write_text(code)

    assert list(texts_in(path, NAME)) == []


@pytest.mark.parametrize(
    ("template", "text", "context"),
    [
        ('{% translate "Plan" %}', "Plan", None),
        ('{% translate "Call" context "verb" %}', "Call", "verb"),
        ('<p title="{{ _("Plan") }}">', "Plan", None),
        ('{% translate "The shop\'s (own)" %}', "The shop's (own)", None),
        ("    <p>\n  <p>\n {% translate 'Odd indents' %}", "Odd indents", None),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", "Hello %(name)s", None),
        (
            "{% blocktranslate trimmed %}\n  One\n  line\n{% endblocktranslate %}",
            "One line",
            None,
        ),
        (
            (
                "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days"
                "{% endblocktranslate %}"
            ),
            ("%(n)s day", "%(n)s days"),
            None,
        ),
    ],
)
def test_a_marked_text_in_a_template_is_found(
    tmp_path: Path, template: str, text: str | tuple[str, str], context: str | None
) -> None:
    path = tmp_path / "x.html"
    path.write_text(template)

    assert list(texts_in(path, NAME)) == [Found(text, context, "reviews/here")]
