#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the documentation's recipes for containers unchanged: a program with the Go SDK's default chain in a container,
with the relay of the recipe. podman replaces docker; the image names refer to images that are built here."""
import pathlib
import re
import sys
import tempfile
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
import go_sdk
from interop_case import InteropCase
from support import programs, recipes, world
from support.containers import Containers
from support.beside import ServingMixin, free_port, wait_until

LIFETIME = 12  # seconds; refreshed with a third left

KEY = re.compile(r"key: (\w+) eu-central-1")


class Recipes(ServingMixin, InteropCase):
    world_config = world.short_lived(LIFETIME)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="latchkey-containers-")
        cls.addClassCleanup(folder.cleanup)
        path = pathlib.Path(folder.name)
        cls.containers = Containers(path / "podman")
        cls.addClassCleanup(cls.containers.stop)
        cls.containers.image("docker.io/alpine/socat", programs.need("socat"), "socat")
        cls.containers.need_to_run("docker.io/alpine/socat", "-V")
        cls.containers.image("localhost/my-app", str(go_sdk.build("my-app", path)), "my-app")

    def setUp(self):
        super().setUp()
        self.project = self.home.path / "project"
        self.project.mkdir()
        self.addCleanup(self.end_serve)
        (self.home.path / "bin").mkdir()
        (self.home.path / "bin" / "latchkey").symlink_to(programs.LATCHKEY)
        self.sign_in()

    def environment(self, **more):
        path = f"{self.home.path}/bin:{self.containers.variables['PATH']}"
        return super().environment(**{**self.containers.variables, "PATH": path, **more})

    def follow(self, recipe):
        """Runs the reader's commands until the end of the test. Returns a function for the output so far."""
        said = self.home.path / f"said{len(list(self.home.path.glob('said*')))}"
        with open(said, "w", encoding="utf-8") as file:
            self.beside(["/bin/bash", "-c", recipe], cwd=self.project, stdout=file)
        self.addCleanup(lambda: self.heard("the recipe", said.read_text()))
        return said.read_text

    def wait_for_keys(self, said, count, seconds):
        """The IDs of my-app's keys, in order: all of them are the role's, from latchkey's cache."""
        of_role = set()
        def found():
            of_role.add(self.home.entry(self.home.both()[0])["AccessKeyId"])
            keys = list(dict.fromkeys(KEY.findall(said())))
            return keys if len(keys) >= count else None
        try:
            keys = wait_until(found, f"{count} keys", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{said()}\n{self.serve_log()}") from None
        self.assertLessEqual(set(keys), of_role)
        return keys

    def test_compose(self):
        port = str(free_port())  # other programs may use the recipe's port
        shell = recipes.block("compose", "sh", {"9911": port})
        (self.project / "compose.yaml").write_text(recipes.block("compose", "yaml", {"9911": port}))
        def down():
            self.heard("down", self.run_program(["docker", "compose", "down"], cwd=self.project).stdout)
        self.addCleanup(down)
        said = self.follow(shell)
        self.wait_for_keys(said, 2, 20 + LIFETIME)
        self.remember_token()
        self.assert_codes(1)
        self.nobody_beside_the_app_reaches_the_relay(port)
        self.through_the_same_relay_after_a_restart(shell.splitlines()[0])

    def nobody_beside_the_app_reaches_the_relay(self, port):
        """Not at its address in the containers' network, which another container would use."""
        where = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
        address = self.run_program(["docker", "inspect", "--format", where, "project_app_1"]).stdout.strip()
        connect = [programs.need("socat"), "-u", f"TCP:{address}:{port},connect-timeout=5", "-"]
        said = self.run_program(self.containers.space.words(connect)).stderr
        self.assertRegex(said, rf"AF=2 {address}:{port}\D.*Connection refused")

    def through_the_same_relay_after_a_restart(self, serve):
        """The relay finds the new socket, because its folder is mounted. Programs that start from now on use the new
        token."""
        self.end_serve()
        names = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_REGION")
        variables = " ".join(f"-e {name}" for name in names)
        said = self.follow(f"{serve}\ndocker run --rm --network container:project_app_1 {variables} my-app")
        self.wait_for_keys(said, 1, 20)
        self.remember_token()

    def test_docker_run_on_the_host_network(self):
        said = self.follow(recipes.block("docker", "sh"))
        self.wait_for_keys(said, 1, 20)
        self.remember_token()
        self.assertEqual(list(self.project.iterdir()), [], "nothing is written")


if __name__ == "__main__":
    unittest.main()
