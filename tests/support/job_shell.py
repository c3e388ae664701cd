# SPDX-License-Identifier: Apache-2.0
"""Only the job control of a shell: one foreground job on a terminal, in a separate process.

Needed because the kernel resets a terminal's modes when its session leader ends, and because a process in an orphaned
group cannot be stopped: without a parent shell, half of a prompt's guarantees could not be tested."""
import fcntl
import os
import signal
import struct
import termios


def _become(program):
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGTTOU, signal.SIGINT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
    terminal = os.open("/dev/tty", os.O_RDWR)
    for number, stream in enumerate(program.streams):
        if stream == "closed":
            os.set_inheritable(number, False)
        else:
            os.dup2(terminal if stream == "terminal" else stream, number)
    if terminal > 2:
        os.close(terminal)
    if program.prepare:
        program.prepare()
    os.execvpe(program.words[0], program.words, program.environment)


def _start(program):
    """Starts the job in a new group, in the foreground before it runs. Returns once the program runs."""
    gate, open_gate = os.pipe()
    running, not_yet = os.pipe()  # its other end closes when the program starts
    pid = os.fork()
    if pid == 0:
        try:
            os.read(gate, 1)
            _become(program)
        except BaseException as error:  # pylint: disable=broad-except
            os.write(2, f"cannot run {program.words[0]}: {error}\n".encode())
        finally:
            os._exit(127)
    os.setpgid(pid, pid)
    if program.foreground:
        os.tcsetpgrp(0, pid)
    os.write(open_gate, b".")
    os.close(not_yet)
    os.read(running, 1)
    for descriptor in (gate, open_gate, running):
        os.close(descriptor)
    return pid


def run(program, slave, reports, commands):
    """Never returns. Writes (pid, wait status) to `reports`; reads one byte for "continue" from `commands`."""
    kept = sorted({slave, reports, commands, *(stream for stream in program.streams if isinstance(stream, int))})
    for low, high in zip([2, *kept], [*kept, 4096]):
        os.closerange(low + 1, high)  # other terminals of this test must not stay open here
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(slave, number)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own_modes = termios.tcgetattr(0)
    pid = _start(program)

    def pass_on(*_):  # as a shell does when its window is closed
        try:
            os.killpg(pid, signal.SIGHUP)
        except ProcessLookupError:  # it has ended already
            pass
    signal.signal(signal.SIGHUP, pass_on)
    os.write(reports, struct.pack("ii", pid, -1))
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED)
        try:
            os.tcsetpgrp(0, os.getpgrp())
        except OSError:  # the window was closed
            pass
        if os.WIFSTOPPED(status):
            termios.tcsetattr(0, termios.TCSADRAIN, own_modes)
        os.write(reports, struct.pack("ii", pid, status))
        command = os.read(commands, 1)
        if not os.WIFSTOPPED(status) or not command:
            os._exit(0)
        os.tcsetpgrp(0, pid)
        os.killpg(pid, signal.SIGCONT)
