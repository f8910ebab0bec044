"""What scripts/release publishes.

Proves: it is all there and the checksums are right; the archive's programs run where it is unpacked; making it again gives the same
bytes; the bill of materials names what cargo links into the program, and each licence; the image's archive is its layout.
"""

import hashlib
import json
import pathlib
import subprocess
import tarfile
import tempfile
import tomllib
import unittest
import zipfile

from support import EXAMPLE, PARTS, RELEASE, ROOT, run, the_one

VERSION = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["version"]
TARGET = subprocess.check_output(["rustc", "-vV"], text=True).partition("host: ")[2].split()[0]
NAME = f"tiphys-{VERSION}-{TARGET}"
ARCHIVED = {
    *("tiphys", "render", "LICENSE", "README.md", "CHANGELOG.md", "man/tiphys.1"),
    *(f"completions/{name}" for name in ("tiphys.bash", "_tiphys", "tiphys.fish", "tiphys.ps1")),
}


def digests():
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in RELEASE.iterdir() if file.name != "SHA256SUMS"}


class Release(unittest.TestCase):
    def test_is_all_there(self):
        wheel = the_one(RELEASE, "*.whl").name
        image, bill = f"tiphys-{VERSION}-image.tar", f"tiphys-{VERSION}.cyclonedx.json"
        self.assertEqual({file.name for file in RELEASE.iterdir()}, {f"{NAME}.tar.gz", wheel, image, bill, "SHA256SUMS"})
        run("sha256sum", "--check", "--strict", "SHA256SUMS", folder=RELEASE)

    def test_archive_is_usable(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        run("tar", "--extract", "--file", RELEASE / f"{NAME}.tar.gz", folder=folder)
        files = {path.relative_to(folder / NAME).as_posix() for path in folder.rglob("*") if not path.is_dir()}
        self.assertEqual(files, ARCHIVED)
        self.assertEqual(run(folder / NAME / "tiphys", "--version"), f"tiphys {VERSION}\n")
        rendered = run(folder / NAME / "render", EXAMPLE / "env.yaml")
        self.assertEqual(rendered, run(folder / NAME / "tiphys", "render", EXAMPLE / "env.yaml"))
        self.assertIn(".TH tiphys 1", (folder / NAME / "man/tiphys.1").read_text())
        for completion in (folder / NAME / "completions").iterdir():
            self.assertIn("--output-dir", completion.read_text(), completion.name)
        run("bash", "-n", folder / NAME / "completions/tiphys.bash")

    def test_same_commit_gives_the_same_files(self):
        """All but the compiler's work, which is the same build both times."""
        before = digests()
        run(ROOT / "scripts/release", "--without-advisories")
        self.assertEqual(digests(), before)

    def test_names_no_path_of_this_machine(self):
        with zipfile.ZipFile(the_one(RELEASE, "*.whl")) as wheel:
            files = {name: wheel.read(name) for name in wheel.namelist()}
        with tarfile.open(RELEASE / f"{NAME}.tar.gz") as archive:
            files |= {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}
        for name, content in files.items():
            self.assertNotIn(str(ROOT).encode(), content, name)

    def test_bill_of_materials_is_what_is_linked(self):
        bill = json.loads((RELEASE / f"tiphys-{VERSION}.cyclonedx.json").read_text())
        self.assertEqual(bill["bomFormat"], "CycloneDX")
        tree = run(
            "cargo", "tree", "--locked", "--quiet", "--edges", "normal", "--target", TARGET, "--prefix", "none", "--format", "{p}"
        )
        linked = {tuple(line.split()[:2]) for line in tree.splitlines() if line and not line.startswith("tiphys ")}
        listed = {(component["name"], f"v{component['version']}"): component for component in bill["components"]}
        self.assertLessEqual(linked, set(listed))
        self.assertFalse([name for name, component in listed.items() if not component.get("licenses")])

    def test_image_is_its_layout(self):
        with tarfile.open(RELEASE / f"tiphys-{VERSION}-image.tar") as image:
            packed = {member.name: image.extractfile(member).read() for member in image if member.isfile()}
        layout = PARTS / "image"
        self.assertEqual(
            packed, {path.relative_to(layout).as_posix(): path.read_bytes() for path in layout.rglob("*") if path.is_file()}
        )


if __name__ == "__main__":
    unittest.main()
