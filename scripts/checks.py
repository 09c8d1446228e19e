"""Every check of the project in order, one line each. Called by `scripts/test`, needs its .venv.

Names given on the command line run only those checks, e.g. ``scripts/test format lint``.
"""

import base64
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PACKAGES = ("reviewdesk", "reviews", "compensation", "reports")
SCRIPTS = ("scripts/messages", "scripts/checks.py")
DOMAIN_FLOOR, FLOOR = 100.0, 90.0
MEASURED = ("--cov", "--cov-branch", "--cov-report=")
COVERAGE = {"COVERAGE_FILE": str(ROOT / "var" / ".coverage")}
#: What has nothing to do with the database and broker under test.
EMBEDDED_ONLY = (
    "tests/journeys/test_pages_look_whole.py",
    "tests/reviewdesk/test_broker.py",
    "tests/reviewdesk/test_run_for_real.py",
    "tests/test_docs.py",
    "tests/test_scripts.py",
)
ASKED = {
    "REVIEWDESK_JOURNEYS",
    "REVIEWDESK_SHARED_DATA",
    "REVIEWDESK_TEST_DATABASE_URL",
    "REVIEWDESK_TEST_BROKER_URL",
}
#: A journey looks for these on the PATH; the first name found counts.
JOURNEYS_NEED = {
    "Chromium": ("chromium", "chromium-browser", "google-chrome"),
    "LibreOffice": ("soffice", "libreoffice"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How a check ended: its words, shown in full where it failed."""

    ok: bool
    said: str = ""
    skipped: str = ""


def run(*command: str, environment: Mapping[str, str] | None = None) -> Answer:
    """Run a program of the virtual environment and keep what it says."""
    ended = subprocess.run(  # noqa: S603  # our own commands
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Answer(ended.returncode == 0, ended.stdout)


def fresh_settings(folder: str, **more: str) -> dict[str, str]:
    """An environment whose desk keeps its data in `folder`."""
    return {"REVIEWDESK_DATA_DIR": folder, **more}


def forget_own_desk() -> None:
    """What this machine's own desk is told by the environment must not reach the checks."""
    for name in list(os.environ):
        own = name.startswith("REVIEWDESK_") and name not in ASKED
        if own or name.removesuffix("_FILE") in {"DATABASE_URL", "CELERY_BROKER_URL"}:
            del os.environ[name]


def check_format() -> Answer:
    return run("ruff", "format", "--check", ".", *SCRIPTS)


def check_lint() -> Answer:
    return run("ruff", "check", ".", *SCRIPTS)


def check_types() -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        return run("mypy", *PACKAGES, *SCRIPTS, environment=fresh_settings(folder))


def check_imports() -> Answer:
    return run("lint-imports")


def check_templates() -> Answer:
    # H015 wants a line break after a heading; a count beside it would move below it.
    return run("djlint", *PACKAGES, "--lint", "--quiet", "--profile=django", "--ignore=H015")


def check_migrations() -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        return manage("makemigrations", "--check", "--dry-run", environment=fresh_settings(folder))


def check_deployment() -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        production = fresh_settings(
            folder,
            REVIEWDESK_PRODUCTION="1",
            REVIEWDESK_SECRET_KEY=secrets.token_urlsafe(60),
            REVIEWDESK_CONTACT_KEYS=base64.b64encode(secrets.token_bytes(32)).decode(),
            REVIEWDESK_INDEX_KEY=base64.b64encode(secrets.token_bytes(32)).decode(),
            REVIEWDESK_ALLOWED_HOSTS="desk.example.com",
        )
        return manage("check", "--deploy", "--fail-level", "WARNING", environment=production)


def manage(*arguments: str, environment: Mapping[str, str]) -> Answer:
    return run("python", "manage.py", *arguments, environment=environment)


def check_messages() -> Answer:
    return run("python", "scripts/messages", "--check")


def check_advisories() -> Answer:
    """pip-audit ends well even where its service is out of reach, so its words are read."""
    answer = run(
        "pip-audit", "-r", "requirements.txt", "--disable-pip", "--progress-spinner", "off"
    )
    if "known vulnerabilit" in answer.said and "No known" not in answer.said:
        return Answer(ok=False, said=answer.said)
    unread = answer.said.count("could not be audited")
    if unread or not answer.ok:
        why = f"{unread} packages could not be audited" if unread else "no answer"
        return Answer(ok=True, skipped=f"the advisory service cannot be reached ({why})")
    return answer


def check_domain() -> Answer:
    """The domain's tests run with no Django at all, and leave their coverage for `tests`."""
    alone = ["-p", "no:django", "-o", "addopts=", "-W", "ignore::pytest.PytestConfigWarning"]
    without = {"DJANGO_SETTINGS_MODULE": "there.is.none", **COVERAGE}
    (ROOT / "var").mkdir(exist_ok=True)
    return run("pytest", "-q", "-n", "2", *alone, *domain_tests(), *MEASURED, environment=without)


def domain_tests() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("tests/*/domain"))]


def check_tests() -> Answer:
    """The rest of the suite on SQLite and the embedded broker."""
    report = ["--cov-append", "--cov-report=json:var/coverage.json"]
    with tempfile.TemporaryDirectory() as folder:
        embedded = fresh_settings(folder, **COVERAGE)
        return pytest(*MEASURED, *report, *left_out(*domain_tests()), environment=embedded)


def left_out(*paths: str) -> list[str]:
    return [f"--ignore={path}" for path in paths]


def check_coverage() -> Answer:
    """100 % of every domain/, 90 % of each other app's rest."""
    path = ROOT / "var" / "coverage.json"
    if not path.exists():
        return Answer(ok=False, said="The tests left no coverage behind.\n")
    files = json.loads(path.read_text())["files"]
    lines = []
    for package in PACKAGES:
        mine = {name: data for name, data in files.items() if name.startswith(f"{package}/")}
        domain = {
            name: data for name, data in mine.items() if name.startswith(f"{package}/domain/")
        }
        rest = {name: data for name, data in mine.items() if name not in domain}
        lines += below(f"{package}/domain", domain, DOMAIN_FLOOR, each=True)
        lines += below(package, rest, FLOOR, each=False)
    return Answer(ok=not lines, said="".join(f"{line}\n" for line in lines))


def below(
    name: str, files: dict[str, dict[str, dict[str, int]]], floor: float, *, each: bool
) -> list[str]:
    """What lies below its floor, the worst files first."""

    def share(chosen: list[dict[str, dict[str, int]]]) -> float:
        sums = [data["summary"] for data in chosen]
        wanted = sum(s["num_statements"] + s["num_branches"] for s in sums)
        met = sum(s["covered_lines"] + s["covered_branches"] for s in sums)
        return 100.0 * met / wanted if wanted else 100.0

    shares = sorted((share([data]), path) for path, data in files.items())
    total = share(list(files.values()))
    if total >= floor:
        return []
    worst = [f"  {value:5.1f} % {path}" for value, path in shares if value < floor]
    return [
        f"{name}: {total:.1f} % covered, {floor:.0f} % wanted",
        *(worst if each else worst[:12]),
    ]


def check_postgres() -> Answer:
    """What touches services again: a real database, broker and worker, where they are named."""
    database = os.environ.get("REVIEWDESK_TEST_DATABASE_URL")
    broker = os.environ.get("REVIEWDESK_TEST_BROKER_URL")
    if not database or not broker:
        return Answer(
            ok=True,
            skipped="REVIEWDESK_TEST_DATABASE_URL and REVIEWDESK_TEST_BROKER_URL are not set",
        )
    with tempfile.TemporaryDirectory() as folder:
        real = fresh_settings(folder, DATABASE_URL=database, CELERY_BROKER_URL=broker)
        elsewhere = left_out(*domain_tests(), *EMBEDDED_ONLY)
        return pytest("--touching-services", *elsewhere, environment=real)


def pytest(*arguments: str, environment: Mapping[str, str]) -> Answer:
    """Run the suite; its closing line is always shown, for people and for CI."""
    required = os.environ.get("REVIEWDESK_JOURNEYS") == "required"
    missing = [] if required else missing_programs()
    chosen = ["-m", "not benchmark and not journey" if missing else "not benchmark"]
    (ROOT / "var").mkdir(exist_ok=True)
    workers = ("-n", "2", "--dist", "worksteal")
    answer = run("pytest", "-q", *workers, *chosen, *arguments, environment=environment)
    for program in missing:
        print(f"skipped: the journeys that need {program}; it is not installed")
    closing = re.findall(r"^=*\s?(\d+ (?:passed|failed).*?)\s?=*$", answer.said, re.MULTILINE)
    print(closing[-1] if closing else "pytest ran no test")
    return answer


def missing_programs() -> list[str]:
    return [
        program
        for program, names in JOURNEYS_NEED.items()
        if not any(shutil.which(name) for name in names)
    ]


CHECKS: dict[str, Callable[[], Answer]] = {
    "format": check_format,
    "lint": check_lint,
    "types": check_types,
    "imports": check_imports,
    "templates": check_templates,
    "migrations": check_migrations,
    "deployment": check_deployment,
    "messages": check_messages,
    "advisories": check_advisories,
    "domain": check_domain,
    "tests": check_tests,
    "coverage": check_coverage,
    "postgres": check_postgres,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"There is no check {unknown[0]!r}. There are: {', '.join(CHECKS)}.")
        return 2
    forget_own_desk()
    failed, started = [], time.monotonic()
    for name in names or CHECKS:
        begun = time.monotonic()
        answer = CHECKS[name]()
        seconds = time.monotonic() - begun
        word = "skipped:" if answer.skipped else "ok" if answer.ok else "FAILED"
        print(f"{word:<8} {name:<11} {answer.skipped or f'{seconds:6.1f} s'}", flush=True)
        if not answer.ok:
            failed.append(name)
            print(answer.said.rstrip()[-20_000:], flush=True)
    print(
        f"{len(failed)} checks failed after {time.monotonic() - started:.0f} s {' '.join(failed)}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
