#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each source file includes the standard headers that it uses.

Precompiled headers and unity builds hide a missing #include from the compiler. A file may get a header through the
project's headers that it includes, but not through another standard header.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("include", "src", "cli", "testbed")
SEARCH = (ROOT / "include", ROOT / "src", ROOT / "testbed", ROOT)

# The declarations of these headers; a name may be in several headers.
HEADERS = {
    "algorithm": r"std::(?:all_of|any_of|none_of|find_if(?:_not)?|count_if|copy_if|sort|stable_sort|max_element|"
                 r"min_element|lower_bound|upper_bound|binary_search|search|replace|remove_if|reverse|"
                 r"transform|equal|is_sorted|unique|clamp|min|max|ranges::\w+)\s*[(<]",
    "array": r"std::array\b",
    "atomic": r"std::atomic\w*",
    "charconv": r"std::(?:from_chars|to_chars)\b",
    "chrono": r"std::chrono\b",
    "condition_variable": r"std::condition_variable\b",
    "deque": r"std::deque\b",
    "filesystem": r"std::filesystem\b",
    "fstream": r"std::[io]?fstream\b",
    "functional": r"std::function\b",
    "iostream": r"std::(?:cout|cerr|cin)\b",
    "map": r"std::(?:multi)?map\b",
    "memory": r"std::(?:unique_ptr|shared_ptr|weak_ptr|make_unique|make_shared)\b",
    "mutex": r"std::(?:mutex|lock_guard|unique_lock|scoped_lock|once_flag|call_once)\b",
    "nlohmann/json.hpp": r"nlohmann::",
    "optional": r"std::(?:optional|nullopt)\b",
    "random": r"std::(?:random_device|mt19937\w*|uniform_int_distribution)\b",
    "regex": r"std::s?regex\w*",
    "set": r"std::(?:multi)?set\b",
    "sstream": r"std::[io]?stringstream\b",
    "string": r"std::(?:string|to_string|getline|stoi|stol|stoll|stoul|wstring)\b",
    "string_view": r"std::w?string_view\b",
    "thread": r"std::j?thread\b|std::this_thread\b",
    "tuple": r"std::(?:tuple|tie|make_tuple)\b",
    "unordered_map": r"std::unordered_map\b",
    "utility": r"std::(?:pair|exchange)\b",
    "variant": r"std::(?:variant|visit|monostate|get_if|holds_alternative)\b",
    "vector": r"std::vector\b",
}
# Other headers that these headers include.
ALSO = {
    "string": {"string_view", "utility"}, "map": {"utility"}, "unordered_map": {"utility"}, "vector": set(),
    "algorithm": {"utility"}, "filesystem": {"string", "string_view", "chrono", "utility"},
    "functional": set(), "memory": {"utility"}, "tuple": {"utility"}, "array": {"utility"},
    "sstream": {"string", "string_view", "utility"}, "fstream": {"string", "string_view", "utility"},
    "regex": {"string", "string_view", "vector", "utility"}, "thread": {"chrono"}, "mutex": {"chrono"},
    "condition_variable": {"chrono", "mutex"}, "nlohmann/json_fwd.hpp": {"nlohmann/json.hpp"},
    "nlohmann/json.hpp": {"string", "string_view", "vector", "map", "utility", "functional", "memory", "array",
                          "algorithm", "tuple"},
    "iostream": {"string"}, "tl/expected.hpp": {"utility"}, "gtest/gtest.h": set(),
}


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return re.sub(r'//[^\n]*|"(?:[^"\\\n]|\\.)*"', '""', text)


def find(name, beside):
    for folder in (beside, *SEARCH):
        if (folder / name).is_file():
            return (folder / name).resolve()
    return None


included = {}


def headers(path):
    """The standard headers that `path` includes directly or through headers of the project."""
    if path in included:
        return included[path]
    found = included[path] = set()
    for quote, name in re.findall(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', path.read_text(), re.M):
        own = find(name, path.parent)
        if own:
            found |= headers(own)
        elif quote == "<":
            found |= {name} | ALSO.get(name, set())
    return found


def main():
    failures, files = 0, 0
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.[ch]pp")):
            files += 1
            text = without_comments(path.read_text())
            for header, pattern in HEADERS.items():
                used = re.search(pattern, text)
                if used and header not in headers(path):
                    line = text[:used.start()].count("\n") + 1
                    print(f"{path.relative_to(ROOT)}:{line}: {used.group()}: include <{header}>")
                    failures += 1
    print(f"includes: {files} files, {failures} missing")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
