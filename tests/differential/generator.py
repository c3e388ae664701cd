# SPDX-License-Identifier: Apache-2.0
"""Generates machines: profiles in two files, an environment, caches, and services.

Case N of a seed is the same on every machine and with every botocore with the same features. Deliberate differences
from botocore that would hide others are not generated; comparer.py handles the rest."""
import random

import ini_text
import machine
import profiles
import replies
import settings

ODD = 0.02  # the probability that a thing is unusual


def make_case(seed, index, abilities):
    rng = random.Random(f"{seed}:{index}")
    maker = Maker(rng, abilities)
    case = maker.case()
    case["id"] = f"{seed}:{index}"
    return abilities.settle(case)


class Maker:
    def __init__(self, rng, abilities):
        self.rng = rng
        self.abilities = abilities
        self.oddity = ODD if rng.random() < 0.6 else 0.0  # most unusual files are unusual in one way
        self.env, self.files, self.routes = {}, {}, []
        self.config, self.credentials = [], []  # (profile, [(key, value)])
        self.sections = []  # lines of other sections of the config file
        self.keys = []  # (cache key) of the roles
        self.serial = 0
        self.done = []  # names of profiles that others may refer to without a loop
        self.sources = set()  # requirements of their credential_source

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, values, weight=0.6):
        return settings.pick(self.rng, values, weight)

    def fresh(self):
        """A word for generated keys, to identify their owner."""
        self.serial += 1
        return f"{self.serial:04d}"

    def case(self):
        names = self._names()
        for name in names:
            profiles.add(self, name, names)
            self.done.append(name)
        selected = names[-1] if self.chance(0.6) else self.rng.choice(names)
        case = {"cache": {"dir": self.rng.choice(["~/.aws/cli/cache", "~/.aws/boto/cache"]),
                          "providers": ["assume-role", "assume-role-with-web-identity"]}}
        if self.abilities.sso:  # its credentials are only in AWS CLI's folder
            case["cache"]["dir"] = "~/.aws/cli/cache"
            case["cache"]["providers"].append("sso")
        self._select(case, selected)
        machine.add_surroundings(self)
        self._add_cache(case)
        self._add_denials()
        self._write_files()
        if self.chance(0.12):
            case["region_arg"] = self.pick(self.abilities.regions(), 0.3)
        codes = [f"{self.rng.randrange(10**6):06d}" for _ in range(4)]
        case.update(env=self.env, files=self.files, routes=self.routes,
                    mfa_codes=[] if self.chance(0.03) else list(dict.fromkeys(codes)))
        return case

    def _names(self):
        count = self.rng.choice([1, 2, 2, 3, 3, 4])
        plain = [name for name in settings.NAMES[:7]]
        names = self.rng.sample(plain, count)
        if self.chance(0.15):
            names[self.rng.randrange(count)] = self.rng.choice(settings.NAMES)
        return list(dict.fromkeys(names))

    def _select(self, case, name):
        roll = self.rng.random()
        if name == "default" and roll < 0.5:
            return
        if self.chance(0.02):
            name = self.rng.choice(["missing", "", name + " "])
        if roll < 0.55:
            case["profile_arg"] = name
            if self.chance(0.05):
                self.env["AWS_PROFILE"] = self.rng.choice(["missing", "a"])
        elif "\0" not in name:
            self.env["AWS_PROFILE" if roll < 0.85 else "AWS_DEFAULT_PROFILE"] = name
            if self.chance(0.05):
                self.env["AWS_DEFAULT_PROFILE"] = self.rng.choice(["missing", "a", "", name])

    def _add_cache(self, case):
        for key in self.keys:
            if self.chance(0.25):
                machine.add_entry(self, f"{case['cache']['dir'][2:]}/{key}.json")

    def _write_files(self):
        config = []
        groups = [(name, values, ini_text.config_header) for name, values in self.config]
        self.rng.shuffle(groups)
        for name, values, header in groups:
            config += ini_text.section_lines(self.rng, header(self.rng, name, self.oddity), values, self.oddity)
        for lines in self.sections:
            at = 0 if self.chance(0.2) else len(config)
            config[at:at] = lines
        credentials = []
        for name, values in self.credentials:
            header = ini_text.credentials_header(self.rng, name, self.oddity)
            credentials += ini_text.section_lines(self.rng, header, values, self.oddity)
        for name, lines, variable in ((".aws/config", config, "AWS_CONFIG_FILE"),
                                      (".aws/credentials", credentials, "AWS_SHARED_CREDENTIALS_FILE")):
            if not lines and self.chance(0.7):
                continue
            path = machine.place(self, name, variable)
            self.files[path] = ini_text.finish(self.rng, lines, self.oddity)

    def _add_denials(self):
        for action in ("AssumeRole", "AssumeRoleWithWebIdentity"):
            at = 0 if self.chance(0.03) else len(self.routes)
            self.routes.insert(at, replies.denial(self.rng, action))
        if any("mfa_serial" in dict(values) for _, values in self.config + self.credentials):
            # A rejected code ends botocore's run but not latchkey's, so nothing is rejected if a code is needed.
            self.routes = [route for route in self.routes if route.get("status", 200) != 403]
        elif self.abilities.retries and self.chance(0.4):  # only botocore repeats a request with a code
            self._add_troubles()
        self.routes.append({"method": "POST", "status": 400, "body": replies.error("ValidationError")})

    def _add_troubles(self):
        """Temporary failures. Not in the mode "adaptive", which waits for the clock."""
        for name, values in self.config + self.credentials:
            values[:] = [pair for pair in values if pair != ("retry_mode", "adaptive")]
        if self.env.get("AWS_RETRY_MODE") == "adaptive":
            del self.env["AWS_RETRY_MODE"]
        for _ in range(self.rng.choice([1, 1, 1, 2])):
            self.routes.insert(0, {"method": "POST", "times": self.rng.choice([1, 1, 2, 3, 4, 5, 9]),
                                   **self.rng.choice(replies.TROUBLES)})
        for setting in (["AWS_RETRY_MODE"] * 3 + ["AWS_MAX_ATTEMPTS"] * 2 + ["AWS_DEFAULTS_MODE"]):
            if self.chance(0.15):
                self.env[setting] = self.rng.choice(
                    {"AWS_RETRY_MODE": ["standard", "legacy"], "AWS_MAX_ATTEMPTS": ["1", "2", "4", "7"],
                     "AWS_DEFAULTS_MODE": ["standard", "legacy", "in-region"]}[setting])
