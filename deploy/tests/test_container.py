"""The container that the .NET SDK makes: small, without a shell, and a working server when run by a user without rights.

Its base image is made here from the libraries of this Debian and served on loopback, as the real one needs a network; it has the same
libraries and user. Long (a trimmed publish takes minutes): only with PARLEY_LONG=1. Needs root and Debian.
"""

import gzip
import hashlib
import http.server
import io
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
import threading
import unittest
import urllib.request

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
# What runtime-deps:chiseled has, but for time zones and root certificates.
LIBRARIES = ["libc6", "libgcc-s1", "libstdc++6", "libssl3", "zlib1g"]
APP_UID = 1654
LIMIT = 100 * 1000 * 1000
PATIENCE = 60


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def base_layer(folder):
    """A root file system of the libraries and the user `app`, as a tar file."""
    root = pathlib.Path(folder, "base")
    subprocess.run(["apt-get", "-o", "APT::Sandbox::User=root", "download", "-qq", *LIBRARIES], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for package in sorted(pathlib.Path(folder).glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, root], check=True)
    for unused in [root / "usr/share", *root.glob("usr/lib/*/gconv")]:
        shutil.rmtree(unused, ignore_errors=True)
    (root / "etc").mkdir(exist_ok=True)
    (root / "etc/passwd").write_text(f"root:x:0:0::/:\napp:x:{APP_UID}:{APP_UID}::/home/app:\n")
    (root / "etc/group").write_text(f"root:x:0:\napp:x:{APP_UID}:\n")
    for made in ("tmp", "proc", "dev"):
        (root / made).mkdir(exist_ok=True)
    (root / "tmp").chmod(0o1777)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        tar.add(root, arcname=".")
    return out.getvalue()


class Registry:
    """One image, read-only, by the OCI distribution protocol on loopback."""

    def __init__(self, layer):
        packed = gzip.compress(layer, 6)
        config = json.dumps({
            "architecture": "amd64", "os": "linux",
            "config": {"Env": ["PATH=/usr/bin:/bin", f"APP_UID={APP_UID}", "DOTNET_RUNNING_IN_CONTAINER=true"]},
            "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
        }).encode()
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": len(config), "digest": digest(config)},
            "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": len(packed), "digest": digest(packed)}],
        }).encode()
        answers = {
            "/v2/": (b"{}", "application/json"),
            f"/v2/base/blobs/{digest(config)}": (config, "application/octet-stream"),
            f"/v2/base/blobs/{digest(packed)}": (packed, "application/octet-stream"),
        }
        for name in ("1", digest(manifest)):
            answers[f"/v2/base/manifests/{name}"] = (manifest, "application/vnd.docker.distribution.manifest.v2+json")

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body, kind = answers.get(self.path.split("?")[0], (None, None))
                self.send_response(404 if body is None else 200)
                if body is not None:
                    self.send_header("Content-Type", kind)
                    self.send_header("Docker-Content-Digest", digest(body))
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body or b"")

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"localhost:{self._server.server_port}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@unittest.skipUnless(os.environ.get("PARLEY_LONG"), "long: PARLEY_LONG=1 runs it")
@unittest.skipUnless(os.geteuid() == 0 and shutil.which("apt-get"), "needs root and Debian")
class ContainerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="parley-container-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        os.chmod(cls.folder, 0o755)
        cls.archive = pathlib.Path(cls.folder, "parley.tar.gz")
        registry = Registry(base_layer(cls.folder))
        cls.addClassCleanup(registry.close)
        made = subprocess.run(
            ["dotnet", "publish", "src/Parley", "-t:PublishContainer", "-p:PublishProfile=Container", f"-p:ContainerBaseImage={registry.address}/base:1",
             f"-p:ContainerArchiveOutputPath={cls.archive}", f"-p:ArtifactsPath={cls.folder}/artifacts", "-v", "q", "-nologo"],
            cwd=CHECKOUT, env={**os.environ, "DOTNET_CONTAINER_INSECURE_REGISTRIES": registry.address}, capture_output=True, text=True)
        if made.returncode != 0:
            raise AssertionError(made.stdout + made.stderr)
        cls.root = pathlib.Path(cls.folder, "root")
        with tarfile.open(cls.archive) as image:
            manifest = json.load(image.extractfile("manifest.json"))[0]
            cls.config = json.load(image.extractfile(manifest["Config"]))
            cls.unpacked = 0
            for layer in manifest["Layers"]:
                with tarfile.open(fileobj=io.BytesIO(image.extractfile(layer).read())) as files:
                    cls.unpacked += sum(member.size for member in files)
                    files.extractall(cls.root, filter="fully_trusted")

    def test_it_is_small_compressed_and_unpacked(self):
        print(f"container: {self.archive.stat().st_size / 1e6:.0f} MB compressed, {self.unpacked / 1e6:.0f} MB unpacked")
        self.assertLess(self.archive.stat().st_size, LIMIT)
        self.assertLess(self.unpacked, LIMIT)

    def test_there_is_no_shell_and_the_user_has_no_rights(self):
        self.assertFalse((self.root / "bin/sh").exists() or (self.root / "usr/bin/sh").exists())
        self.assertEqual(str(APP_UID), self.config["config"]["User"])

    def test_it_serves_and_stops(self):
        config = self.config["config"]
        command = [*config.get("Entrypoint", []), *config.get("Cmd", [])]
        self.assertEqual(["/app/parley", "serve", "--data", "/data"], command)
        data = self.root / "data"
        data.mkdir(exist_ok=True)
        os.chown(data, APP_UID, APP_UID)
        for name, major, minor in (("null", 1, 3), ("random", 1, 8), ("urandom", 1, 9)):
            device = self.root / "dev" / name
            if not device.exists():
                os.mknod(device, 0o020666, os.makedev(major, minor))
                device.chmod(0o666)
        inner = f"mount -t proc proc {self.root}/proc && exec chroot --userspec={APP_UID}:{APP_UID} {self.root} " + " ".join(command) + " --line 127.0.0.1:0 --http 127.0.0.1:0"
        server = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", inner], env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/data", **dict(item.split("=", 1) for item in config["Env"] if not item.startswith("PATH="))},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        watch = threading.Timer(PATIENCE, server.kill)
        watch.start()
        try:
            said = ""
            while not (found := re.search(r"http[:=]\S*?127\.0\.0\.1:(\d+)", said)):
                line = server.stdout.readline()
                self.assertTrue(line, "it ended:\n" + said)
                said += line
            with urllib.request.urlopen(f"http://127.0.0.1:{found[1]}/readyz", timeout=PATIENCE) as answer:
                self.assertEqual(b"ready\n", answer.read())
            with urllib.request.urlopen(f"http://127.0.0.1:{found[1]}/", timeout=PATIENCE) as answer:
                self.assertIn(b"<!doctype html>", answer.read().lower())
            server.send_signal(signal.SIGTERM)
            self.assertEqual(0, server.wait(PATIENCE))
        finally:
            watch.cancel()
            server.kill()
            server.wait()
            server.stdout.close()


if __name__ == "__main__":
    unittest.main()
