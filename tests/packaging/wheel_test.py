"""The wheel: what pip installs from it, and what pip builds without it.

Proves: it carries one program, static, and the bill of what is linked into it; pip installs it, and the program checks and says
true lines; building it again gives the same bytes.
"""

import json
import pathlib
import sys
import tempfile
import tomllib
import unittest
import zipfile

from support import EXAMPLE, PARTS, RELEASE, ROOT, Run, line_of, run, the_one

CARGO = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]
WHEEL = the_one(RELEASE, "*.whl")


class Wheel(unittest.TestCase):
    def test_runs_where_pip_installed_it(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        run(sys.executable, "-m", "venv", folder / "venv")
        run(folder / "venv/bin/pip", "install", "--quiet", "--no-index", WHEEL)
        programs = {path.name for path in (folder / "venv/bin").iterdir()}
        self.assertIn("tiphys", programs)
        # So general a name would take the place of another package's program.
        self.assertNotIn("render", programs)
        program = folder / "venv/bin/tiphys"
        self.assertEqual(run(program, "--version"), f"tiphys {CARGO['version']}\n")
        run(program, "check", EXAMPLE / "env.yaml")
        broken = folder / "broken.yaml"
        broken.write_text((EXAMPLE / "env.yaml").read_text().replace("access: clusterAdmin", "acces: clusterAdmin"))
        done = Run(program, "check", "broken.yaml", folder=folder)
        self.assertEqual(done.status, 1)
        self.assertIn(f"broken.yaml:{line_of(broken, 'acces:')}:5: error[unknown-key]", done.output)

    def test_fits_every_linux(self):
        """Both families of C libraries: the program has its own."""
        for family in ("manylinux", "musllinux"):
            self.assertIn(family, WHEEL.name)
        with zipfile.ZipFile(WHEEL) as wheel:
            program = wheel.read(f"tiphys-{CARGO['version']}.data/scripts/tiphys")
        self.assertEqual(program, (PARTS / "bin/tiphys").read_bytes())

    def test_says_what_the_package_says(self):
        with zipfile.ZipFile(WHEEL) as wheel:
            metadata = wheel.read(f"tiphys-{CARGO['version']}.dist-info/METADATA").decode()
        for line in (
            "Name: tiphys",
            f"Version: {CARGO['version']}",
            f"Summary: {CARGO['description']}",
            f"License-Expression: {CARGO['license']}",
        ):
            self.assertIn(f"\n{line}\n", f"\n{metadata}")

    def test_carries_the_bill_of_materials(self):
        with zipfile.ZipFile(WHEEL) as wheel:
            bill = wheel.read(f"tiphys-{CARGO['version']}.dist-info/sboms/tiphys.cyclonedx.json")
        self.assertEqual(bill, the_one(RELEASE, "*.cyclonedx.json").read_bytes())
        names = {component["name"] for component in json.loads(bill)["components"]}
        self.assertLessEqual({"clap", "serde_json", "jsonschema"}, names)
        # What only tests use is in no program.
        self.assertFalse({"proptest", "casbin"} & names)


if __name__ == "__main__":
    unittest.main()
