"""The hooks of `.pre-commit-hooks.yaml`, run by pre-commit itself at real commits.

Proves: what is good can be committed; what is not cannot, and the true line is said; also when a file only goes away.
Each hook runs with the released program on PATH, as its `-system` form; the forms that build run once.
"""

import os
import pathlib
import shutil
import tempfile
import unittest

import yaml

from support import EXAMPLE, PARTS, RELEASE, ROOT, Run, line_of, repository_of_this_tree, run, the_one

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
# A build without optimisation, of dependencies that are kept: the hook is tested, not the compiler.
QUICK_BUILD = {
    "CARGO_TARGET_DIR": ROOT / "target/packaging",
    "CARGO_PROFILE_RELEASE_LTO": "off",
    "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0",
    "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "256",
}
# What only many files together tell are warnings.
STRICT = {"args": ["--fail-on", "warning"]}
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: "https://git.example.com/shop", path: ., targetRevision: main}
  destination: {name: devlop, namespace: shop}
"""
CLUSTER = """\
apiVersion: v1
kind: Secret
metadata: {name: dev, namespace: argocd, labels: {argocd.argoproj.io/secret-type: cluster}}
stringData: {name: NAME, server: "https://dev.example.com", config: "{}"}
"""


class Repository:
    """A repository with an environment file, its rendered tree and hooks."""

    def __init__(self, folder, hooks, **variables):
        self.folder = folder
        self.variables = variables
        run("git", "init", "--quiet", folder)
        for name in ("env.yaml", "certs"):
            (shutil.copytree if (EXAMPLE / name).is_dir() else shutil.copy2)(EXAMPLE / name, folder / name)
        run(PARTS / "bin/tiphys", "render", "env.yaml", "--output-dir", "rendered", folder=folder)
        self.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [hooks]}))
        run("pre-commit", "install", folder=folder, **variables)

    def write(self, name, text):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)

    def change(self, name, old, new):
        """Replaces a text in a file, and gives the number of the line that has the new one."""
        text = (self.folder / name).read_text()
        assert old in text, f"{name} has no {old}"
        self.write(name, text.replace(old, new, 1))
        return line_of(self.folder / name, new)

    def commit(self):
        """Commits everything, through the hooks."""
        run("git", "add", "--all", folder=self.folder)
        return Run("git", "commit", "--message", "change", folder=self.folder, **self.variables)

    def undo(self):
        run("git", "reset", "--quiet", "--hard", folder=self.folder)


def forget_builds():
    """Takes tiphys out of the kept build, which has it once for each run's folder; dependencies stay."""
    for path in (QUICK_BUILD["CARGO_TARGET_DIR"] / "release").glob("**/*tiphys-*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


class Hooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.home = cls.temporary / "home"
        cls.tree = cls.temporary / "tiphys"
        cls.commit = repository_of_this_tree(cls.tree)

    def repository(self, *ids, args=None, **variables):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.temporary))
        hooks = {"repo": str(self.tree), "rev": self.commit, "hooks": [{"id": id} | (args or {}) for id in ids]}
        path = f"{PARTS / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return Repository(folder, hooks, PRE_COMMIT_HOME=self.home, PATH=path, **variables)

    def assert_passes(self, repository):
        done = repository.commit()
        self.assertEqual(done.status, 0, done.output)
        return done

    def assert_refuses(self, repository, *said):
        done = repository.commit()
        self.assertNotEqual(done.status, 0, done.output)
        for text in said:
            self.assertIn(text, done.output)
        repository.undo()

    def test_every_hook_has_both_forms(self):
        """A form differs in what runs it, and nowhere else."""
        forms = {hook["id"]: hook for hook in HOOKS}
        built = [id for id in forms if not id.endswith("-system")]
        self.assertEqual(len(built) * 2, len(forms))
        for id in built:
            self.assertEqual(forms[id]["language"], "rust")
            expected = {**forms[id], "id": f"{id}-system", "language": "system"}
            expected["description"] = f"As {id}, with the tiphys that is on PATH."
            self.assertEqual(forms[f"{id}-system"], expected)

    def test_check_reads_the_whole_repository(self):
        repository = self.repository("tiphys-check-system", args=STRICT)
        repository.write("clusters/dev.yaml", CLUSTER.replace("NAME", "devlop"))
        repository.write("clusters/other.yaml", CLUSTER.replace("NAME", "develop").replace("dev.example", "other.example"))
        repository.write("apps/shop.yaml", APPLICATION)
        repository.write("chart/templates/any.yaml", "key: {{ .Values.key }}\n")
        self.assert_passes(repository)
        line = repository.change("env.yaml", "access: clusterAdmin", "acces: clusterAdmin")
        self.assert_refuses(repository, f"env.yaml:{line}:5: error[unknown-key]")
        # What is broken is in a file that the commit leaves alone.
        (repository.folder / "clusters/dev.yaml").unlink()
        line = line_of(repository.folder / "apps/shop.yaml", "devlop")
        self.assert_refuses(repository, f"apps/shop.yaml:{line}:23: warning[undefined-reference]", "did you mean `develop`?")

    def test_check_files_reads_the_files_of_the_commit(self):
        repository = self.repository("tiphys-check-files-system", args=STRICT)
        repository.write("clusters/other.yaml", CLUSTER.replace("NAME", "develop"))
        repository.write("apps/shop.yaml", APPLICATION)
        repository.write("chart/templates/any.yaml", "key: {{ .Values.key }}\n")
        self.assert_passes(repository)
        line = repository.change("apps/shop.yaml", "name: devlop,", 'name: dev, server: "https://dev.example.com",')
        self.assert_refuses(repository, f"apps/shop.yaml:{line}:23: error[application-destination]")
        repository.write("policy.csv", 'p, role:a, applications, get, */*, allow\ng, "", role:admin\n')
        self.assert_refuses(repository, "policy.csv:2:")
        repository.write("README.md", "no: {{ yaml }}\n")
        self.assert_passes(repository)

    def test_check_files_is_right_in_parts(self):
        """So many names that pre-commit splits them: what one run does not see, it says nothing about."""
        repository = self.repository("tiphys-check-files-system", args=STRICT)
        long = "a" * 200
        for number in range(800):
            repository.write(f"{long}/{number}-{long}.yaml", f"kind: Nothing\nnumber: {number}\n")
        repository.write("a-clusters/dev.yaml", CLUSTER.replace("NAME", "develop"))
        repository.write("z-apps/shop.yaml", APPLICATION)
        self.assert_passes(repository)
        for number in range(800):
            repository.write(f"{long}/{number}-{long}.yaml", f"kind: Other\nnumber: {number}\n")
        line = repository.change("z-apps/shop.yaml", "name: devlop,", 'name: dev, server: "https://dev.example.com",')
        other_run = "nothing here is of a kind that is judged"
        self.assert_refuses(repository, f"z-apps/shop.yaml:{line}:23: error[application-destination]", other_run)

    def test_render_check_holds_the_tree_against_the_file(self):
        repository = self.repository("tiphys-render-check-system")
        self.assert_passes(repository)
        repository.change("env.yaml", "labels: {env: dev}", "labels: {env: test}")
        self.assert_refuses(
            repository, "rendered is stale: 1 file differs", "+++ b/hub/secret-cluster-dev-", "-    env: dev", "+    env: test"
        )
        the_one(repository.folder, "rendered/targets/devworkloadaks1/clusterrolebinding-*.yaml").unlink()
        self.assert_refuses(repository, "+++ b/targets/devworkloadaks1/clusterrolebinding-")
        line = repository.change("env.yaml", "tenantId:", "tenantID:")
        self.assert_refuses(repository, f"env.yaml:{line}:1: error[unknown-key]")

    def test_hooks_that_build(self):
        """The forms without a suffix, all in one environment, which cargo builds."""
        ids = [hook["id"] for hook in HOOKS if hook["language"] == "rust"]
        self.addCleanup(forget_builds)
        repository = self.repository(*ids, **QUICK_BUILD)
        done = self.assert_passes(repository)
        self.assertEqual(done.output.count("Passed"), len(ids), done.output)
        line = repository.change("env.yaml", "access: clusterAdmin", "acces: clusterAdmin")
        self.assert_refuses(repository, f"env.yaml:{line}:5: error[unknown-key]")

    def test_hook_from_the_wheel(self):
        """A hook of the repository's own that builds nothing: pre-commit installs the wheel."""
        hook = {
            "id": "tiphys-check",
            "name": "tiphys check",
            "language": "python",
            "entry": "tiphys check",
            "additional_dependencies": [f"tiphys @ {the_one(RELEASE, '*.whl').as_uri()}"],
            "pass_filenames": False,
            "always_run": True,
        }
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.temporary))
        repository = Repository(folder, {"repo": "local", "hooks": [hook]}, PRE_COMMIT_HOME=self.home)
        self.assert_passes(repository)
        line = repository.change("env.yaml", "access: clusterAdmin", "acces: clusterAdmin")
        self.assert_refuses(repository, f"env.yaml:{line}:5: error[unknown-key]")


if __name__ == "__main__":
    unittest.main()
