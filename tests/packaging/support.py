"""What the tests of the packages share: running programs, and repositories that a test makes."""

import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "testdata/examples/private-targets"
# What scripts/release publishes, and what it makes that of.
RELEASE = ROOT / "target/release-files"
PARTS = ROOT / "target/release-parts"
# Nothing that this machine's user has set may change what git does.
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
for who in ("AUTHOR", "COMMITTER"):
    GIT |= {f"GIT_{who}_NAME": "test", f"GIT_{who}_EMAIL": "test@example.com"}


class Run:
    """A program that has ended: its exit code, and everything that it printed."""

    def __init__(self, *command, folder=ROOT, **variables):
        environment = {**os.environ, **GIT, **{name: str(value) for name, value in variables.items()}}
        done = subprocess.run(
            list(map(str, command)), cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.status = done.returncode
        self.output = done.stdout


def run(*command, **more):
    """What a program prints that must succeed."""
    done = Run(*command, **more)
    if done.status != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.status}:\n{done.output}")
    return done.output


def the_one(folder, pattern):
    """The one file of that pattern."""
    (file,) = folder.glob(pattern)
    return file


def repository_of_this_tree(folder):
    """A repository with one commit, the files of this work tree as they are; gives that commit."""
    files = run("git", "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for file in filter(lambda file: (ROOT / file).is_file(), files):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, folder / file)
    run("git", "init", "--quiet", folder)
    run("git", "add", "--all", folder=folder)
    run("git", "commit", "--quiet", "--message", "this tree", folder=folder)
    return run("git", "rev-parse", "HEAD", folder=folder).strip()


def line_of(file, text):
    """The number of the one line that has the text."""
    (number,) = (number for number, line in enumerate(file.read_text().splitlines(), 1) if text in line)
    return number
