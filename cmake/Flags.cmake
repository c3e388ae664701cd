# Warnings and hardening that every target of ours is built with. Third-party headers come in as SYSTEM.
add_library(latchkey_flags INTERFACE)
target_compile_options(latchkey_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fstack-protector-strong)
target_compile_definitions(latchkey_flags INTERFACE
  $<$<CONFIG:Release>:_FORTIFY_SOURCE=2> $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
# g++ 12 sees overlaps in std::string's operator+ that are not there (GCC bug 105651), and its buffer run over where it
# is moved (105329), depending on what it inlines.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(latchkey_flags INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
endif()
# A start is short: the less code there is to map and to fetch, the sooner it is done.
target_compile_options(latchkey_flags INTERFACE $<$<CONFIG:Release>:-Os>)
# Lets the linker drop what a program does not call.
target_compile_options(latchkey_flags INTERFACE -ffunction-sections -fdata-sections)
target_link_options(latchkey_flags INTERFACE -Wl,--gc-sections)

if(WIN32)
  target_link_options(latchkey_flags INTERFACE -fstack-protector-strong)  # links libssp, which the checks are in
endif()

set(LATCHKEY_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize takes them")
if(LATCHKEY_SANITIZE)
  target_compile_options(latchkey_flags INTERFACE
    -fsanitize=${LATCHKEY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # This one looks at memory through a pipe, and takes every object for a wrong one where a test leaves no file free.
  target_compile_options(latchkey_flags INTERFACE -fno-sanitize=vptr)
  target_link_options(latchkey_flags INTERFACE -fsanitize=${LATCHKEY_SANITIZE})
endif()
