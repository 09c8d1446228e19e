import json

import pytest
from django.core.management import CommandError, call_command

from compensation.domain.default_policy import default_policy
from compensation.domain.policy_json import version_to_json
from compensation.domain.replay import replay
from compensation.queries.replays import replay_cases
from tests.factories import (
    AttemptFactory,
    CaseFactory,
    CauseFactory,
    ReviewCauseFactory,
    ReviewFactory,
)

RULE = "Rule “质量、破损、错发、变质”, serious"
PERIOD = ["--from", "2026-11-18", "--to", "2026-11-18"]


@pytest.fixture
def policy_file(tmp_path):
    path = tmp_path / "policy.json"
    path.write_text(json.dumps(version_to_json(default_policy())), encoding="utf-8")
    return path


@pytest.fixture
def run(case, policy_file, capsys):
    def act(*args, policy=policy_file, shop="hu"):
        call_command("replay_policy", "--shop", shop, "--policy", str(policy), *args)
        return capsys.readouterr().out

    return act


def test_the_replay_says_cost_cover_and_differences(run, propose, case, settings):
    settings.LANGUAGE_CODE = "en"
    propose(300)
    assert run(*PERIOD).splitlines() == [
        "1 cases: 1 covered, 0 would need an approval",
        "would cost at most ¥6.00; really given ¥3.00",
        "By cause:",
        "  Quality defect: 1 of 1, ¥6.00 (given ¥3.00), approvals 0",
        "By level:",
        "  Bad: 1 of 1, ¥6.00 (given ¥3.00), approvals 0",
        "1 cases differ; the largest:",
        f"  {case.public_id}  ¥3.00 → ¥6.00  " + RULE + ": the amount for this severity",
    ]


def test_the_replay_as_json_is_for_scripts(run, case):
    told = json.loads(run(*PERIOD, "--json"))
    assert (told["cases"], told["covered"], told["cost_fen"], told["approvals"]) == (1, 1, 600, 0)
    assert [d["case"] for d in told["differences"]] == [case.public_id]


@pytest.mark.parametrize(
    ("since", "until", "cases"),
    [
        ("2026-11-18", "2026-11-18", 1),
        ("2026-11-17", "2026-11-17", 0),
        ("2026-11-19", "2026-11-30", 0),
    ],
)
def test_both_days_of_the_period_belong_to_it(run, since, until, cases):
    assert json.loads(run("--from", since, "--to", until, "--json"))["cases"] == cases


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is not JSON in UTF-8."),
        (b"\xff\xfe\x00", "is not JSON in UTF-8."),
        ("[" * 100_000, "is not JSON in UTF-8."),
        ("{}", "The policy can't be read at policy.rules: a value is expected."),
        ("x" * 2_000_001, "is too large to be a policy."),
    ],
)
def test_a_file_that_is_no_policy_is_answered_with_one_sentence(
    run, tmp_path, settings, content, words
):
    settings.LANGUAGE_CODE = "en"
    path = tmp_path / "bad.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CommandError) as refused:
        run(*PERIOD, policy=path)
    assert str(refused.value).endswith(words)


def test_a_missing_file_an_unknown_shop_and_a_turned_period_are_named(run, tmp_path, settings):
    settings.LANGUAGE_CODE = "en"
    for given, words in [
        ({"policy": tmp_path / "none.json"}, "can't be read"),
        ({"shop": "nobody"}, "There is no shop with the code nobody."),
    ]:
        with pytest.raises(CommandError, match=words):
            run(*PERIOD, **given)
    with pytest.raises(CommandError, match="--to lies before --from"):
        run("--from", "2026-11-19", "--to", "2026-11-18")
    with pytest.raises(CommandError, match="is not a day"):
        run("--from", "monday", "--to", "2026-11-18")


def test_the_replay_reads_what_the_policy_reads(case, shop, now, propose):
    AttemptFactory.create(case=case)
    ReviewFactory.create(shop=shop)
    [read] = replay_cases(shop=shop, since=now.date(), until=now.date())
    assert (read.key, read.facts.cause, read.facts.unit) == (
        case.public_id,
        "quality_defect",
        "product",
    )
    assert (read.facts.order_amount_fen, read.facts.attempts, read.facts.severity) == (12_900, 1, 2)


@pytest.mark.parametrize("size", [1, 3])
def test_the_replay_asks_as_often_for_many_cases_as_for_one(
    shop, now, size, django_assert_num_queries
):
    cause = CauseFactory.create(shop=shop)
    for _n in range(size):
        review = CaseFactory.create(shop=shop).review
        ReviewCauseFactory.create(review=review, cause=cause, is_main=False)
    with django_assert_num_queries(8):
        cases = replay_cases(shop=shop, since=now.date(), until=now.date())
        assert replay(default_policy(), cases).total.cases == size
