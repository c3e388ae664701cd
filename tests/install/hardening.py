#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the hardening of an installed latchkey in its ELF files: the output of compiler and linker, not their flags.

    tests/install/hardening.py PROGRAM ARCHIVE     latchkey, liblatchkey.a
    tests/install/hardening.py --self-test CXX     compiles a sample without each flag in turn and expects the fault

The archive shows the flags of latchkey's own code. The program also contains code of Debian's archives with other
flags."""
import collections
import pathlib
import struct
import subprocess
import sys
import tempfile

ET_DYN = 3
EM_X86_64, EM_AARCH64 = 62, 183
PT_LOAD, PT_INTERP, PT_GNU_STACK, PT_GNU_RELRO = 1, 3, 0x6474E551, 0x6474E552
PF_X, PF_W = 1, 2
SHT_SYMTAB, SHT_DYNAMIC, SHT_NOTE, SHT_DYNSYM, SHT_NOBITS = 2, 6, 7, 11, 8
SHF_EXECINSTR = 4
DT_RPATH, DT_TEXTREL, DT_RUNPATH, DT_FLAGS, DT_FLAGS_1 = 15, 22, 29, 30, 0x6FFFFFFB
DF_TEXTREL, DF_BIND_NOW, DF_1_NOW, DF_1_PIE = 4, 8, 1, 0x08000000
NT_GNU_PROPERTY_TYPE_0 = 5
# The property of branch protection and its two bits: IBT and SHSTK, BTI and PAC.
PROTECTION = {EM_X86_64: 0xC0000002, EM_AARCH64: 0xC0000000}
PROTECTION_BITS = 3
ENDBR64 = b"\xf3\x0f\x1e\xfa"
# Touches each page of a large frame: sub $0x1000,%rsp and then orq $0,(%rsp) by g++, movq $0,(%rsp) by clang.
PROBES = [bytes.fromhex("4881ec00100000" + touch) for touch in ("48830c2400", "48c7042400000000")]
ASSERTION = "_ZSt21__glibcxx_assert_failPKciS0_S0_"

Segment = collections.namedtuple("Segment", "type flags offset address physical size memory align")
Section = collections.namedtuple("Section", "name type flags address offset size link info align entry")
Symbol = collections.namedtuple("Symbol", "name info other section value size")


class Elf:
    """A 64-bit ELF file of this machine's byte order."""

    def __init__(self, data):
        self.data = data
        if data[:5] != b"\x7fELF\2":
            raise SystemExit("hardening: no 64-bit ELF file")
        (self.type, self.machine, _, _, program_at, section_at, _, _, program_size, programs, section_size, sections,
         names) = struct.unpack_from("=HHIQQQIHHHHHH", data, 16)
        self.segments = [Segment(*struct.unpack_from("=IIQQQQQQ", data, program_at + number * program_size))
                         for number in range(programs)]
        self.sections = [Section(*struct.unpack_from("=IIQQQQIIQQ", data, section_at + number * section_size))
                         for number in range(sections)]
        texts = self.content(self.sections[names])
        self.sections = [section._replace(name=text_at(texts, section.name)) for section in self.sections]

    def content(self, section):
        return b"" if section.type == SHT_NOBITS else self.data[section.offset:section.offset + section.size]

    def of_type(self, kind):
        return [section for section in self.sections if section.type == kind]

    def symbols(self, kind):
        for section in self.of_type(kind):
            texts = self.content(self.sections[section.link])
            for name, *rest in struct.iter_unpack("=IBBHQQ", self.content(section)):
                yield Symbol(text_at(texts, name), *rest)

    def dynamic(self):
        found = collections.defaultdict(int)
        for section in self.of_type(SHT_DYNAMIC):
            for tag, value in struct.iter_unpack("=QQ", self.content(section)):
                found[tag] |= value
        return found

    def code(self):
        return b"".join(self.content(section) for section in self.sections if section.flags & SHF_EXECINSTR)

    def at(self, address, size):
        """The bytes of the program at this address."""
        for segment in self.segments:
            if segment.type == PT_LOAD and segment.address <= address < segment.address + segment.size:
                start = segment.offset + address - segment.address
                return self.data[start:start + size]
        return b""

    def branch_protection(self):
        for section in self.of_type(SHT_NOTE):
            note = self.content(section)
            while len(note) >= 16:
                name_size, size, kind = struct.unpack_from("=III", note)
                start = 12 + padded(name_size, 4)
                if kind == NT_GNU_PROPERTY_TYPE_0:
                    yield from properties(note[start:start + size], PROTECTION[self.machine])
                note = note[start + padded(size, 8 if kind == NT_GNU_PROPERTY_TYPE_0 else 4):]


def properties(text, wanted):
    while len(text) >= 8:
        kind, size = struct.unpack_from("=II", text)
        if kind == wanted:
            yield struct.unpack_from("=I", text, 8)[0]
        text = text[8 + padded(size, 8):]


def padded(size, to):
    return -(-size // to) * to


def text_at(texts, start):
    return texts[start:texts.index(b"\0", start)].decode()


def members(archive):
    """The ELF objects in an archive of ar."""
    data, at = archive, 8
    while at + 60 <= len(data):
        size = int(data[at + 48:at + 58])
        member = data[at + 60:at + 60 + size]
        if member.startswith(b"\x7fELF"):
            yield Elf(member)
        at += 60 + padded(size, 2)


def faults_of_program(elf):
    segments = {segment.type: segment for segment in elf.segments}
    dynamic = elf.dynamic()
    if elf.type != ET_DYN or PT_INTERP not in segments or not dynamic[DT_FLAGS_1] & DF_1_PIE:
        yield "PIE", "the program is not position-independent"
    if PT_GNU_STACK not in segments or segments[PT_GNU_STACK].flags & PF_X:
        yield "NX", "the stack is executable"
    if any(segment.type == PT_LOAD and segment.flags & PF_X and segment.flags & PF_W for segment in elf.segments):
        yield "W^X", "a segment is writable and executable"
    if PT_GNU_RELRO not in segments:
        yield "RELRO", "no segment becomes read-only after relocation"
    if not dynamic[DT_FLAGS] & DF_BIND_NOW and not dynamic[DT_FLAGS_1] & DF_1_NOW:
        yield "BIND_NOW", "functions are bound on their first call, so their table stays writable"
    if DT_TEXTREL in dynamic or dynamic[DT_FLAGS] & DF_TEXTREL:
        yield "TEXTREL", "the loader changes code"
    if DT_RPATH in dynamic or DT_RUNPATH in dynamic:
        yield "RPATH", "the program names a folder of libraries"
    if "__stack_chk_fail" not in {symbol.name for symbol in elf.symbols(SHT_DYNSYM)}:
        yield "stack protector", "no function checks its stack"
    mains = [symbol.value for symbol in elf.symbols(SHT_SYMTAB) if symbol.name == "main"]
    if elf.machine == EM_X86_64 and mains and elf.at(mains[0], len(ENDBR64)) != ENDBR64:
        yield "CET of main", "main() does not start with endbr64"


def faults_of_archive(objects):
    names = {symbol.name for elf in objects for symbol in elf.symbols(SHT_SYMTAB) if symbol.section == 0}
    bare = [elf for elf in objects if not any(bits & PROTECTION_BITS == PROTECTION_BITS for bits in elf.branch_protection())]
    if not objects or bare:
        yield "CET", f"{len(bare)} of {len(objects)} objects have no note of protected branches"
    if not any(name.startswith("__") and name.endswith("_chk") for name in names):
        yield "FORTIFY", "no object calls a checked function such as __memcpy_chk"
    if ASSERTION not in names:
        yield "assertions", "no object checks the bounds of the standard library"
    if objects and objects[0].machine == EM_X86_64 and not any(probe in elf.code() for elf in objects for probe in PROBES):
        yield "stack clash", "no object probes the pages of a large frame"


def find_faults(program, archive):
    return [*faults_of_program(Elf(pathlib.Path(program).read_bytes())),
            *faults_of_archive(list(members(pathlib.Path(archive).read_bytes())))]


SAMPLE = """
#include <array>
#include <cstring>
#include <unistd.h>
[[gnu::noinline]] int pick(const std::array<int, 2>& from, unsigned at) { return from[at]; }
[[gnu::noinline]] void copy(const char* text, unsigned size) {
  char to[20000];
  std::memcpy(to, text, size);
  if (write(1, to, 0) < 0) _exit(1);
}
#ifdef WRITABLE_CODE
asm(".section .odd,\\"awx\\"; .byte 0; .text");
#endif
#ifdef ADDRESS_IN_CODE
asm(".text; .quad write");
#endif
int main(int argc, char** argv) { copy(argv[0], argc); return pick({1, 2}, argc); }
"""
HARDENED = ("-O2 -fPIE -pie -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -D_GLIBCXX_ASSERTIONS "
            "-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack").split()
# Flags that undo one of them, and the expected faults.
WITHOUT = [
    ("-fno-pie -no-pie", {"PIE"}), ("-Wl,-z,execstack", {"NX"}), ("-Wl,-z,norelro", {"RELRO"}), ("-Wl,-z,lazy", {"BIND_NOW"}),
    ("-DWRITABLE_CODE", {"W^X"}), ("-DADDRESS_IN_CODE", {"TEXTREL"}), ("-Wl,-rpath,/nowhere", {"RPATH"}),
    ("-fno-stack-protector", {"stack protector"}), ("-fcf-protection=none", {"CET of main", "CET"}),
    ("-U_FORTIFY_SOURCE", {"FORTIFY"}), ("-U_GLIBCXX_ASSERTIONS", {"assertions"}), ("-fno-stack-clash-protection", {"stack clash"})]


def self_test(compiler):
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "sample.cpp").write_text(SAMPLE, encoding="ascii")
        for flags, expected in [("", set()), *WITHOUT]:
            words = [compiler, *HARDENED, *flags.split()]
            for kind in (["-c", "sample.cpp"], ["sample.o", "-o", "sample"]):
                subprocess.run([*words, *kind], cwd=folder, check=True, stderr=subprocess.DEVNULL)
            (folder / "sample.a").unlink(missing_ok=True)
            subprocess.run(["ar", "cr", "sample.a", "sample.o"], cwd=folder, check=True)
            found = {kind for kind, _ in find_faults(folder / "sample", folder / "sample.a")}
            if found != expected:
                failed += 1
                print(f"FAULT: with {flags or 'all flags'}: found {sorted(found)}, expected {sorted(expected)}")
    print(f"{len(WITHOUT) + 1} samples")
    return failed


def main(words):
    if words[0] == "--self-test":
        return self_test(words[1])
    faults = find_faults(*words)
    for kind, what in faults:
        print(f"FAULT: {kind}: {what}")
    protected = any(bits & PROTECTION_BITS == PROTECTION_BITS
                    for bits in Elf(pathlib.Path(words[0]).read_bytes()).branch_protection())
    print(f"{len(faults)} faults; the program's own note of protected branches is {'set' if protected else 'not set'}")
    return len(faults)


sys.exit(min(main(sys.argv[1:]), 1))
