"""`scripts/run` on a bare machine: what is missing is said, what is there is not made again."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ("dirname", "cat", "sha256sum", "cut", "grep", "df", "awk", "rm", "mkdir", "cp", "chmod")
#: A python that notes how it was called, and is new enough for the scripts.
PYTHON = '#!/bin/sh\necho "python $*" >>"$NOTES"\n[ "$1" != -V ] || echo Python 3.11.2\n'
#: A uv that makes an environment with that python, and installs by noting it.
UV = """#!/bin/sh
echo "uv $1 $2" >>"$NOTES"
case "$1" in
    venv) mkdir -p .venv/bin; cp "$FAKE_PYTHON" .venv/bin/python ;;
    pip) exit "${PIP_STATUS:-0}" ;;
esac
"""


class Machine:
    """A folder with the scripts, and a PATH on which only the named programs lie."""

    def __init__(self, folder: Path) -> None:
        self.desk = folder / "desk"
        self.bin = folder / "bin"
        self.notes = folder / "notes"
        (self.desk / "scripts").mkdir(parents=True)
        for name in ("run", "venv.sh"):
            shutil.copy(ROOT / "scripts" / name, self.desk / "scripts" / name)
        (self.desk / "requirements.txt").write_text("desk==1\n")
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        self.environment = {
            "PATH": str(self.bin),
            "NOTES": str(self.notes),
            "FAKE_PYTHON": str(self.bin / "python3"),
        }

    def program(self, name: str, script: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def run(self, **variables: str) -> tuple[int, str]:
        """Exit status and what was said; the notes start anew."""
        self.notes.write_text("")
        ended = subprocess.run(
            ["/bin/sh", "scripts/run"],
            cwd=self.desk,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr

    def noted(self, program: str) -> list[str]:
        return [line for line in self.notes.read_text().splitlines() if line.startswith(program)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def ready(machine: Machine) -> Machine:
    machine.program("python3", PYTHON)
    machine.program("uv", UV)
    return machine


NO_PYTHON = (
    "Python 3.11 or newer is missing. Install it: sudo apt-get install python3 python3-venv\n"
)


def test_a_machine_without_python_is_told(machine: Machine) -> None:
    assert machine.run() == (1, NO_PYTHON)


def test_a_python_that_is_too_old_counts_as_none(machine: Machine) -> None:
    machine.program("python3", "#!/bin/sh\nexit 1\n")

    assert machine.run() == (1, NO_PYTHON)


def test_a_chinese_terminal_is_told_in_chinese(machine: Machine) -> None:
    assert machine.run(LANG="zh_CN.UTF-8") == (
        1,
        "缺少 Python 3.11 或更新版本。请安装：sudo apt-get install python3 python3-venv\n",
    )


def test_a_python_without_venv_is_told(machine: Machine, tmp_path: Path) -> None:
    machine.program("python3", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (tmp_path / "ensurepip.py").write_text("raise ImportError")

    assert machine.run(PYTHONPATH=str(tmp_path)) == (
        1,
        "The package python3-venv is missing. Install it: sudo apt-get install python3-venv\n",
    )


def test_a_full_disk_is_told(ready: Machine) -> None:
    ready.program("df", "#!/bin/sh\nprintf 'head\\n/dev/x 1 1 20480 1%% /\\n'\n")

    assert ready.run() == (1, "The disk is full: 20 MB left here, 1500 MB are needed.\n")


def test_a_failed_installation_is_told_and_tried_again(ready: Machine) -> None:
    status, said = ready.run(PIP_STATUS="1")
    assert (status, said.splitlines()[-1]) == (
        1,
        "The packages cannot be installed; the lines above say why. Is the network there?",
    )

    assert ready.run()[0] == 0
    assert ready.noted("uv") == ["uv pip install"]


def test_the_first_start_installs_compiles_and_runs(ready: Machine) -> None:
    assert ready.run() == (
        0,
        "Installing the pinned packages; the first time this takes a minute ...\n",
    )

    assert ready.noted("uv") == ["uv venv --quiet", "uv pip install"]
    assert ready.noted("python")[-2:] == [
        "python scripts/messages --compile",
        "python -m reviewdesk.desk_runner",
    ]


def test_the_second_start_installs_nothing(ready: Machine) -> None:
    ready.run()

    assert ready.run() == (0, "")
    assert ready.noted("uv") == []


def test_changed_pins_are_installed_into_the_same_environment(ready: Machine) -> None:
    ready.run()
    (ready.desk / "requirements.txt").write_text("desk==2\n")

    assert ready.run()[0] == 0
    assert ready.noted("uv") == ["uv pip install"]


def test_a_broken_environment_is_made_anew(ready: Machine) -> None:
    ready.run()
    (ready.desk / ".venv" / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")

    assert ready.run()[0] == 0
    assert ready.noted("uv") == ["uv venv --quiet", "uv pip install"]


@pytest.mark.parametrize("name", ["run", "test", "venv.sh"])
def test_a_script_is_plain_posix_shell(name: str) -> None:
    text = (ROOT / "scripts" / name).read_text()
    checked = subprocess.run(["/bin/sh", "-n", f"scripts/{name}"], cwd=ROOT, check=False)

    assert checked.returncode == 0
    assert [word for word in ("[[", "local ", "function ", "<<<") if word in text] == []
