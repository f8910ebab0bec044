"""The container image, without an engine: its layout, its layer, and what runs in it.

Proves: the image has the program, its second name and plugin.yaml, and nothing else; the user and paths are those that
`tiphys plugin wiring` prints; building it again gives the same digest; the program runs as that user in that root, read-only but for
its own /tmp, without a shell or a library; Argo CD's plugin server starts there and opens its socket.
Cannot prove: that an engine makes the same of `Containerfile`; `scripts/image` carries out its last stage as it is written.
"""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import time
import unittest

import yaml

from support import EXAMPLE, PARTS, ROOT, Run, run

LAYOUT = PARTS / "image"
PROGRAM = PARTS / "bin/tiphys"
# Made by tests/conformance/run: Argo CD's servers, which look at the name that they are called by.
ARGOCD = ROOT / "target/conformance/argocd-3.6"
# The sidecar's mounts: where what it writes is a volume.
VOLUMES = ("tmp", "home/argocd/cmp-server/plugins", "var/run/argocd")
FILES = {"usr/local/bin/tiphys", "usr/local/bin/render", "home/argocd/cmp-server/config/plugin.yaml"}
# What is missing fails in CI, where `.ci/run` brings all of it.
IN_CI = "CI" in os.environ


def blob(descriptor, layout=LAYOUT):
    """A blob of the layout, which must be what its descriptor says."""
    content = (layout / "blobs" / descriptor["digest"].replace(":", "/")).read_bytes()
    assert (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}") == (descriptor["size"], descriptor["digest"])
    return content


def manifest(layout=LAYOUT):
    (described,) = json.loads((layout / "index.json").read_text())["manifests"]
    return json.loads(blob(described, layout))


def layer_file():
    """The one layer."""
    (layer,) = manifest()["layers"]
    return LAYOUT / "blobs" / layer["digest"].replace(":", "/")


def sidecar():
    """The container that `tiphys plugin wiring` prints."""
    values = yaml.safe_load(run(PROGRAM, "plugin", "wiring", "--install", "helm", "--image", "registry.example.com/tiphys:1"))
    (container,) = values["repoServer"]["extraContainers"]
    return container


class Layout(unittest.TestCase):
    def test_layer_is_what_the_configuration_says(self):
        config = json.loads(blob(manifest()["config"]))
        (layer,) = manifest()["layers"]
        (diff,) = config["rootfs"]["diff_ids"]
        unpacked = subprocess.run(["gzip", "--decompress"], input=blob(layer), stdout=subprocess.PIPE, check=True).stdout
        self.assertEqual(diff, f"sha256:{hashlib.sha256(unpacked).hexdigest()}")

    def test_holds_the_programs_and_the_plugin_alone(self):
        with tarfile.open(layer_file()) as layer:
            members = {member.name: member for member in layer if not member.isdir()}
            self.assertEqual(set(members), FILES)
            plugin = layer.extractfile("home/argocd/cmp-server/config/plugin.yaml").read()
        self.assertEqual(plugin, (ROOT / "plugin.yaml").read_bytes())
        self.assertEqual(members["usr/local/bin/render"].linkname, "tiphys")
        self.assertTrue(all(member.uid == member.gid == 0 for member in members.values()))

    def test_is_what_the_wiring_expects(self):
        config, container = json.loads(blob(manifest()["config"]))["config"], sidecar()
        self.assertEqual(config["User"], str(container["securityContext"]["runAsUser"]))
        self.assertEqual({f"/{volume}" for volume in VOLUMES}, {mount["mountPath"] for mount in container["volumeMounts"]})
        # A mount hides what the image has there.
        self.assertFalse([file for file in FILES if file.startswith(VOLUMES)])

    def test_same_files_give_the_same_digest(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        digests = {run(ROOT / "scripts/image", folder / name).strip() for name in ("one", "two")}
        (described,) = json.loads((LAYOUT / "index.json").read_text())["manifests"]
        self.assertEqual(digests, {described["digest"]})
        other = run(ROOT / "scripts/image", folder / "three", SOURCE_DATE_EPOCH=1).strip()
        self.assertNotIn(other, digests)
        self.assertEqual(
            json.loads(blob(manifest(folder / "three")["config"], folder / "three"))["created"], "1970-01-01T00:00:01Z"
        )

    def test_program_is_static_and_names_no_path_of_this_machine(self):
        self.assertIn("statically linked", Run("ldd", PROGRAM).output.replace("not a dynamic executable", "statically linked"))
        content = PROGRAM.read_bytes()
        cargo = os.environ.get("CARGO_HOME") or os.path.expanduser("~/.cargo")
        for path in (str(ROOT), cargo):
            self.assertNotIn(path.encode(), content)


@unittest.skipUnless(IN_CI or os.geteuid() == 0, "only root may change the root")
class Container(unittest.TestCase):
    """The image, unpacked, with the sidecar's mounts; everything else is read-only."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.folder.chmod(0o755)
        self.root = self.folder / "root"
        run("tar", "--extract", "--gzip", "--file", layer_file(), "--one-top-level=root", folder=self.folder)
        config = json.loads(blob(manifest()["config"]))["config"]
        self.user, self.variables, self.entrypoint = config["User"], config["Env"], config["Entrypoint"]
        for volume in VOLUMES:
            (self.root / volume).mkdir(parents=True, exist_ok=True)
            (self.folder / "volumes" / volume).mkdir(parents=True)
            os.chown(self.folder / "volumes" / volume, int(self.user), int(self.user))

    def command(self, *command, folder="/", **variables):
        """The command line that runs a program in the container, as its user."""
        mounts = [f"mount --bind {self.folder}/volumes/{volume} {self.root}/{volume}" for volume in VOLUMES]
        lines = [f"mount --bind {self.root} {self.root}", *mounts, f"mount -o remount,bind,ro {self.root}", 'exec "$@"']
        environment = ["env", "-i", *self.variables, *(f"{name}={value}" for name, value in variables.items())]
        enter = [
            shutil.which("unshare"),
            f"--root={self.root}",
            f"--wd={folder}",
            f"--setuid={self.user}",
            f"--setgid={self.user}",
        ]
        return ["unshare", "--mount", "sh", "-euc", "; ".join(lines), "sh", *environment, *enter, *command]

    def test_program_runs(self):
        shutil.copytree(EXAMPLE, self.folder / "volumes/tmp/app")
        done = Run(*self.command("/usr/local/bin/render", "/tmp/app/env.yaml"))
        self.assertEqual(done.status, 0, done.output)
        self.assertEqual(done.output, run(PROGRAM, "render", EXAMPLE / "env.yaml"))
        done = Run(*self.command("tiphys", "plugin", "generate", folder="/tmp/app", ARGOCD_APP_NAME="fleet"))
        self.assertEqual(done.status, 0, done.output)
        self.assertIn('"argocd.argoproj.io/secret-type":"cluster"', done.output)
        done = Run(*self.command(*self.entrypoint, "check", "/home/argocd/cmp-server/config/plugin.yaml"))
        self.assertEqual((done.status, done.output), (0, ""))

    def test_root_is_read_only_and_tmp_is_not(self):
        shutil.copytree(EXAMPLE, self.folder / "volumes/tmp/app")
        render = ("tiphys", "render", "/tmp/app/env.yaml", "--output-dir")
        os.chown(self.folder / "volumes/tmp/app", int(self.user), int(self.user))
        self.assertEqual(Run(*self.command(*render, "/tmp/app/out")).status, 0)
        self.assertEqual((self.folder / "volumes/tmp/app/out/hub").stat().st_uid, int(self.user))
        refused = Run(*self.command(*render, "/usr/out"))
        self.assertEqual(refused.status, 3, refused.output)

    def test_there_is_no_shell(self):
        self.assertNotEqual(Run(*self.command("/bin/sh", "-c", "true")).status, 0)

    @unittest.skipUnless(IN_CI or ARGOCD.exists(), f"{ARGOCD} is made by tests/conformance/run")
    def test_plugin_server_of_argo_cd_starts(self):
        shutil.copy2(ARGOCD, self.folder / "volumes/var/run/argocd/argocd-cmp-server")
        socket = self.folder / "volumes/home/argocd/cmp-server/plugins/tiphys.sock"
        server = subprocess.Popen(
            self.command("/var/run/argocd/argocd-cmp-server"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            end = time.monotonic() + 30
            while not socket.exists() and server.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
            self.assertIsNone(server.poll())
            self.assertEqual(socket.stat().st_uid, int(self.user))
        finally:
            server.kill()
            output, _ = server.communicate()
        self.assertIn("serving on /home/argocd/cmp-server/plugins/tiphys.sock", output)


if __name__ == "__main__":
    unittest.main()
