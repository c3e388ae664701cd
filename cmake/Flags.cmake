# Warnings and hardening of all targets. Third-party headers are included as SYSTEM.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)

add_library(latchkey_flags INTERFACE)
target_compile_options(latchkey_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion $<$<BOOL:${LATCHKEY_STRICT}>:-Werror> -fstack-protector-strong)
# g++ 12 reports false overlaps in std::string's operator+ (GCC bug 105651) and false overflows in moves (105329),
# depending on inlining.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(latchkey_flags INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
endif()
# g++ treats the source files of a group as headers, whose types must not have members of unnamed namespaces.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(latchkey_flags INTERFACE -Wno-subobject-linkage)
endif()
# A local variable may have the same name as a definition in another file of its group. Release builds still warn.
if(CMAKE_UNITY_BUILD AND NOT LATCHKEY_RELEASE)
  target_compile_options(latchkey_flags INTERFACE -Wno-shadow)
endif()
# Optimizes for size: runs are short, and less code is mapped and fetched faster. Targets with the property
# LATCHKEY_UNOPTIMIZED, which only tests have, compile faster.
set(latchkey_unoptimized $<BOOL:$<TARGET_PROPERTY:LATCHKEY_UNOPTIMIZED>>)
set(latchkey_optimized $<AND:$<NOT:$<CONFIG:Debug>>,$<NOT:${latchkey_unoptimized}>>)
target_compile_options(latchkey_flags INTERFACE $<${latchkey_optimized}:-Os> $<${latchkey_unoptimized}:-O0>)
# Lets the linker drop unused code.
target_compile_options(latchkey_flags INTERFACE -ffunction-sections -fdata-sections)
target_link_options(latchkey_flags INTERFACE -Wl,--gc-sections)

# Hardening. tests/install/hardening.py checks the installed files.
#
# add_hardening(FLAG...): compiles with the first of these flags that the compiler supports for this machine, if any.
function(add_hardening)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "LATCHKEY_HAS${flag}" known)
    check_cxx_compiler_flag("-Werror ${flag}" ${known})
    if(${known})
      target_compile_options(latchkey_flags INTERFACE "SHELL:${flag}")
      return()
    endif()
  endforeach()
endfunction()

function(add_link_hardening)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "LATCHKEY_LINKS${flag}" known)
    check_linker_flag(CXX "${flag}" ${known})
    if(${known})
      target_link_options(latchkey_flags INTERFACE "${flag}")
    endif()
  endforeach()
endfunction()

target_compile_definitions(latchkey_flags INTERFACE _GLIBCXX_ASSERTIONS)
# A level in the caller's CXXFLAGS is kept. Some compilers define one, so it is undefined first. These are options,
# because CMake puts definitions before all options.
if(NOT CMAKE_CXX_FLAGS MATCHES "_FORTIFY_SOURCE")
  target_compile_options(latchkey_flags INTERFACE
    "$<${latchkey_optimized}:SHELL:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>"
    $<${latchkey_unoptimized}:-U_FORTIFY_SOURCE>)  # it needs optimization
endif()
# Release builds clear stack variables. In other builds a pattern reveals variables that are read too early. Before
# version 16, zero is experimental in clang.
if(LATCHKEY_RELEASE)
  add_hardening(-ftrivial-auto-var-init=zero
    "-ftrivial-auto-var-init=zero -enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang")
else()
  add_hardening(-ftrivial-auto-var-init=pattern)
endif()

if(WIN32)
  target_link_options(latchkey_flags INTERFACE -fstack-protector-strong)  # links libssp, which contains the checks
  add_link_hardening(-Wl,--dynamicbase -Wl,--nxcompat -Wl,--high-entropy-va)
else()
  add_hardening(-fcf-protection=full -mbranch-protection=standard)  # x86, aarch64
  add_hardening(-fstack-clash-protection)
  if(CMAKE_POSITION_INDEPENDENT_CODE)  # for a library that becomes a part of a shared one
    add_hardening(-fPIC)
  else()
    add_hardening(-fPIE)
  endif()
  add_link_hardening(-pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,text)
endif()

set(LATCHKEY_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize takes them")
if(LATCHKEY_SANITIZE)
  target_compile_options(latchkey_flags INTERFACE
    -fsanitize=${LATCHKEY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # This check reads memory through a pipe, and reports every object if a test leaves no file free.
  target_compile_options(latchkey_flags INTERFACE -fno-sanitize=vptr)
  target_link_options(latchkey_flags INTERFACE -fsanitize=${LATCHKEY_SANITIZE})
endif()
