// SPDX-License-Identifier: Apache-2.0
// A program for tests of how programs are run on Windows, where there is no sh. Its first argument says what
// to do:
//   arguments ...   prints each of the others as UTF-8, a line each
//   variable NAME   prints a variable
//   status N        ends with this status
//   much            writes 500000 bytes to stdout and 800000 to stderr
//   talk            answers each line with "got LINE", until "bye"
//   sleep           sleeps for a minute
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <io.h>
#include <windows.h>

namespace {

void print(const std::wstring& text) {
  std::string utf8(4 * text.size() + 1, '\0');
  utf8.resize(static_cast<std::size_t>(WideCharToMultiByte(CP_UTF8, 0, text.c_str(),
                                                           static_cast<int>(text.size()), utf8.data(),
                                                           static_cast<int>(utf8.size()), nullptr, nullptr)));
  std::puts(utf8.c_str());
}

void write_much() {
  const std::string block(100'000, 'x');
  for (int i = 0; i < 8; ++i) {
    std::fwrite(block.data(), 1, block.size(), stderr);
    if (i < 5) std::fwrite(block.data(), 1, block.size(), stdout);
  }
}

int talk() {
  char line[256];
  while (std::fgets(line, sizeof(line), stdin) != nullptr) {
    std::string text = line;
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
    if (text == "bye") return 3;
    std::printf("got %s\n", text.c_str());
    std::fflush(stdout);
  }
  std::puts("end");
  return 4;
}

}  // namespace

extern "C" int wmain(int count, wchar_t** arguments) {
  const std::wstring what = count > 1 ? arguments[1] : L"";
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
  if (what == L"arguments") {
    for (int i = 2; i < count; ++i) print(arguments[i]);
  } else if (what == L"variable") {
    const auto* value = _wgetenv(arguments[2]);
    print(value != nullptr ? value : L"(not set)");
  } else if (what == L"status") {
    return _wtoi(arguments[2]);
  } else if (what == L"much") {
    write_much();
  } else if (what == L"talk") {
    return talk();
  } else if (what == L"sleep") {
    Sleep(60'000);
  }
  return 0;
}
