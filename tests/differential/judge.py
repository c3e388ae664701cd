# SPDX-License-Identifier: Apache-2.0
"""Runs a case on both sides and compares the results."""
import pathlib
import shutil
import tempfile

import abilities
import comparer
import programs
import rules


class Verdict:
    def __init__(self, ours, theirs, lines, used):
        self.ours, self.theirs, self.lines, self.used = ours, theirs, lines, used


class Judge:
    def __init__(self, extra=()):
        # In memory where that is possible: caches are synced to disk.
        memory = pathlib.Path("/dev/shm")
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-differential-",
                                                     dir=memory if memory.is_dir() else None))
        self.latchkey = programs.Latchkey(self.scratch)  # before botocore's player changes this process
        import player
        self.player = player.Player(self.scratch / "home")
        self.abilities = abilities.Abilities(self.player.botocore.__version__, extra)

    def close(self):
        self.latchkey.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _botocore(self, case):
        return comparer.settled(case, self.player.play(case), self.abilities)

    def verdict(self, case):
        ours = comparer.settled(case, self.latchkey.play(case), self.abilities)
        theirs = self._botocore(case)
        lines, used = comparer.differences(case, ours, theirs), []
        mine, their = ours, theirs
        for rule in rules.RULES * 2 if lines else []:  # one rule may apply only after another
            changed = rule.apply(case, mine, their, self._botocore)
            if changed is None:
                continue
            fewer = comparer.differences(case, *changed[:2])
            if fewer != lines:
                (mine, their), lines = changed[:2], fewer
                case = changed[2] if len(changed) > 2 else case
                used += [rule.name] if rule.name not in used else []
            if not lines:
                break
        return Verdict(ours, theirs, lines, used)
