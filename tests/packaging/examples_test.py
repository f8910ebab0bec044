"""The examples for pipelines and hooks, and what their steps do.

Proves: each has the shape that its system accepts (SchemaStore's schemas, carried by check-jsonschema; pre-commit's own reader); the
steps that are scripts install the released archive and say the true line, as one after the other runs them.
Cannot prove: what GitHub and Azure make of it, and the steps that are theirs.
"""

import os
import pathlib
import shutil
import tempfile
import unittest

import yaml

from support import EXAMPLE, RELEASE, ROOT, Run, line_of, run, the_one

EXAMPLES = ROOT / "examples"
# Azure's schema has expressions that strict readers of JavaScript's refuse.
SCHEMA = {
    "github-actions": ["--builtin-schema", "vendor.github-workflows"],
    "azure-pipelines": [
        "--builtin-schema",
        "vendor.azure-pipelines",
        "--data-transform",
        "azure-pipelines",
        "--regex-variant",
        "nonunicode",
    ],
}
# The shells of GitHub and of Azure.
SHELL = {"run": ["bash", "--noprofile", "--norc", "-eo", "pipefail"], "bash": ["bash", "--noprofile", "--norc"]}


def sums():
    """The checksums of the release, by file."""
    lines = (RELEASE / "SHA256SUMS").read_text().splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


class Shapes(unittest.TestCase):
    def test_workflow(self):
        run("check-jsonschema", *SCHEMA["github-actions"], EXAMPLES / "github-actions.yaml")

    def test_pipeline(self):
        run("check-jsonschema", *SCHEMA["azure-pipelines"], EXAMPLES / "azure-pipelines.yaml")

    def test_hooks(self):
        run("pre-commit", "validate-config", EXAMPLES / "pre-commit-config.yaml")
        run("pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
        known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
        ours, own = yaml.safe_load((EXAMPLES / "pre-commit-config.yaml").read_text())["repos"]
        self.assertLessEqual({hook["id"] for hook in ours["hooks"]}, known)
        (dependency,) = own["hooks"][0]["additional_dependencies"]
        # On a machine of another kind the wheel has another name.
        if "x86_64" in the_one(RELEASE, "*.whl").name:
            self.assertTrue(dependency.endswith(f"/{the_one(RELEASE, '*.whl').name}"), dependency)

    def test_schemas_notice_mistakes(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name, key in {"github-actions": "runs-on:", "azure-pipelines": "displayName:"}.items():
            broken = folder / f"{name}.yaml"
            broken.write_text((EXAMPLES / broken.name).read_text().replace(key, f"x{key}"))
            done = Run("check-jsonschema", *SCHEMA[name], broken)
            self.assertEqual((done.status, "Schema validation errors" in done.output), (1, True), done.output)


class Steps(unittest.TestCase):
    """The scripts of an example, in a repository whose environment file has a mistake, then in a good one."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.repository = self.folder / "repository"
        shutil.copytree(EXAMPLE, self.repository, ignore=shutil.ignore_patterns("stdout*"))
        self.archive = the_one(RELEASE, "*.tar.gz")

    def run_all(self, steps, **variables):
        """Runs the scripts until one fails; gives how each ended, by its name."""
        ended, added = {}, []
        temporary = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        told = temporary / "path"
        told.touch()
        variables = {"TIPHYS_URL": self.archive.as_uri(), "TIPHYS_SHA256": sums()[self.archive.name], **variables}
        for step in steps:
            kind = next((kind for kind in SHELL if kind in step), None)
            if kind is None:
                continue
            # Each system's way to tell later steps where programs are.
            path = os.pathsep.join([*told.read_text().split(), *added, os.environ["PATH"]])
            places = {"RUNNER_TEMP": temporary, "AGENT_TEMPDIRECTORY": temporary, "GITHUB_PATH": told}
            done = Run(*SHELL[kind], "-c", step[kind], folder=self.repository, PATH=path, **places, **variables)
            ended[step.get("name") or step["displayName"]] = done
            if done.status != 0:
                break
            added += [line.partition("]")[2] for line in done.output.splitlines() if "task.prependpath" in line]
        return ended

    def judge(self, steps, annotated, annotation, tree):
        """Runs the steps over what is wrong, what is stale, what is right, and with an archive that is not the one."""
        good = (self.repository / "env.yaml").read_text()
        (self.repository / "env.yaml").write_text(good.replace("access: clusterAdmin", "acces: clusterAdmin"))
        line = line_of(self.repository / "env.yaml", "acces:")
        ended = self.run_all(steps)
        self.assertEqual(list(ended)[-1], annotated)
        self.assertEqual(ended[annotated].status, 1)
        self.assertIn(annotation.format(line), ended[annotated].output)
        (self.repository / "env.yaml").write_text(good)
        ended = self.run_all(steps)
        self.assertEqual((list(ended)[-1], ended[tree].status), (tree, 1), ended[tree].output)
        run(
            the_one(ROOT, "target/release-parts/bin/tiphys"),
            "render",
            "env.yaml",
            "--output-dir",
            "rendered",
            folder=self.repository,
        )
        self.assertEqual({done.status for done in self.run_all(steps).values()}, {0})
        refused = self.run_all(steps, TIPHYS_SHA256="0" * 64)
        self.assertNotEqual(refused["Install tiphys"].status, 0)

    def test_workflow(self):
        workflow = yaml.safe_load((EXAMPLES / "github-actions.yaml").read_text())
        steps = workflow["jobs"]["check"]["steps"]
        self.judge(steps, "Annotate lines", "::error file=env.yaml,line={},col=5,", "Rendered tree is up to date")

    def test_pipeline(self):
        steps = yaml.safe_load((EXAMPLES / "azure-pipelines.yaml").read_text())["steps"]
        annotation = "##vso[task.logissue type=error;sourcepath=env.yaml;linenumber={};columnnumber=5;code=unknown-key;]"
        self.judge(steps, "Report issues", annotation, "Rendered tree is up to date")


if __name__ == "__main__":
    unittest.main()
