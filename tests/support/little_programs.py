# SPDX-License-Identifier: Apache-2.0
"""Little programs that latchkey runs in a test: as credential_process, mfa_process or exec's program. A script of sh here;
on Windows, which has none, a copy of latchkey-stand-in.exe with what it does in a file beside it.

What such a program does is a list of steps, those of tests/unit/support/programs.hpp:
    say TEXT        writes a line; complain TEXT: to standard error; write TEXT: without a line end
    arguments       writes its arguments, a line each; tell FILE: into that file
    note FILE       adds a line to that file: its arguments, with blanks between
    await FILE      writes that file as soon as something is in it
    variable NAME   writes a variable, or "(not set)"
    fill N          writes N bytes; fill-errors N: to standard error
    hear            takes a line and answers "you said LINE"
    copy            writes what it gets, until that ends
    endless TEXT    writes that line, or "y", and never ends
    next FILE       writes the first line of that file, and takes it out of there
    assuan FLAVOR FILE  talks as a pinentry of that flavor up to GETPIN, which the next steps answer; what it is told is
                    added to the file. It says no greeting, and without a GETPIN it is the last step
    mute            closes its output; mute-errors: its standard error
    pause           for 0.3 s; sleep: for a minute; child: starts another one that does, and waits for it
    leave N         starts another one that sleeps for N seconds, and leaves it there
    deaf            from now on takes no notice of SIGTERM; terminal: ends if it has one (both only here)
    killed          ends as a program that somebody ends, with status 137
    environment     writes it all, each NAME=VALUE with a zero byte after it
    show NAME       writes the file that a variable names
    here            writes the current folder
    go FOLDER       makes that its current folder
    run COMMAND     runs a command line: program and arguments without blanks or quotes in them
    sdk PROFILE     what an SDK does with --profile: reads AWS_CONFIG_FILE and runs that profile's credential_process
    keys            from now on says "Ctrl-C" and ends with 5 when it is pressed
    status N        ends with that status; without it, with 0
FILE is a path of this machine."""
import os
import pathlib
import shlex
import shutil

from support import missing, programs, windows

_SDK = """
import configparser, os, subprocess, sys
parser = configparser.RawConfigParser()
parser.read(os.environ["AWS_CONFIG_FILE"])
subprocess.run(parser["profile " + sys.argv[1]]["credential_process"], shell=True, check=True)
"""
_ASSUAN = """while :; do
  IFS= read -r line || exit 0
  printf '%s\\n' "$line" >>{file}
  case "$line" in
    "GETINFO flavor") echo "D {flavor}"; echo OK ;;
    GETPIN) break ;;
    BYE) echo OK; exit 0 ;;
    "OPTION "*) echo "ERR 83886254 Unknown option" ;;
    *) echo OK ;;
  esac
done"""


def _assuan(rest):
    flavor, _, file = rest.partition(" ")
    return _ASSUAN.format(flavor=flavor, file=shlex.quote(file))


_LINES = {
    "say": lambda rest: f"printf '%s\\n' {shlex.quote(rest)}",
    "complain": lambda rest: f"printf '%s\\n' {shlex.quote(rest)} >&2",
    "write": lambda rest: f"printf %s {shlex.quote(rest)}",
    "arguments": lambda rest: "printf '%s\\n' \"$@\"",
    "tell": lambda rest: f"printf '%s\\n' \"$@\" >{shlex.quote(rest)}",
    "note": lambda rest: f'echo "$*" >>{shlex.quote(rest)}',
    "await": lambda rest: f"for i in $(seq 1500); do [ -s {shlex.quote(rest)} ] && break; sleep 0.02; done; cat {shlex.quote(rest)}",
    "variable": lambda rest: f"printf '%s\\n' \"${{{rest}-(not set)}}\"",
    "fill": lambda rest: f"head -c {rest} /dev/zero",
    "fill-errors": lambda rest: f"head -c {rest} /dev/zero >&2",
    "hear": lambda rest: 'read -r line; echo "you said $line"',
    "copy": lambda rest: "cat",
    "endless": lambda rest: f"exec yes {shlex.quote(rest or 'y')}",
    "next": lambda rest: f"head -n 1 {shlex.quote(rest)}; sed -i 1d {shlex.quote(rest)}",
    "assuan": _assuan,
    "mute": lambda rest: "exec >&-",
    "mute-errors": lambda rest: "exec 2>&-",
    "go": lambda rest: f"cd {shlex.quote(rest)}",
    "pause": lambda rest: "sleep 0.3",
    "sleep": lambda rest: "exec sleep 60",
    "child": lambda rest: "sleep 60 & wait",
    "leave": lambda rest: f"sleep {rest} 2>/dev/null &",
    "deaf": lambda rest: "trap '' TERM",
    "terminal": lambda rest: "(: </dev/tty) 2>/dev/null && exit 1",
    "killed": lambda rest: "kill -9 $$",
    "environment": lambda rest: "env -0",
    "show": lambda rest: f'cat "${rest}"',
    "here": lambda rest: "pwd",
    "run": lambda rest: rest,
    "sdk": lambda rest: f"/usr/bin/python3 -c {shlex.quote(_SDK)} {shlex.quote(rest)}",
    "keys": lambda rest: "trap 'echo Ctrl-C; exit 5' INT",
    "status": lambda rest: f"exit {rest}",
}
_WITH_FILE = ("tell", "note", "await", "go")


def make(path, *steps):
    """Makes a program that does `steps` at `path`, a pathlib.Path in a folder of the test's own. Returns how a config
    file or an argument names it: for credential_process, arguments may follow it."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return _make_exe(path, steps) if windows.IS else _make_script(path, steps)


def search_path(folder):
    """What an environment needs so that programs of this folder are found by their names."""
    if windows.IS:  # wine has a PATH of its own and puts this one before it
        return {"WINEPATH": windows.path(folder)}
    return {"PATH": f"{folder}:{programs.PATH}"}


def _make_script(path, steps):
    lines = (_LINES[verb](rest) for verb, _, rest in (step.partition(" ") for step in steps))
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)
    return str(path)


def _make_exe(path, steps):
    stand_in = os.environ.get("LATCHKEY_STAND_IN")
    if not stand_in:
        missing.skip("latchkey-stand-in.exe; set LATCHKEY_STAND_IN")
    exe = path.with_name(path.name + ".exe")
    shutil.copyfile(stand_in, exe)
    text = "".join(_as_there(step) + "\n" for step in steps or ["status 0"])
    path.with_name(path.name + ".steps").write_bytes(text.encode())
    return windows.path(exe)


def _as_there(step):
    verb, _, rest = step.partition(" ")
    if verb == "assuan":
        flavor, _, rest = rest.partition(" ")
        verb += " " + flavor
    elif verb not in _WITH_FILE:
        return step
    return f"{verb} {windows.path(rest)}"
