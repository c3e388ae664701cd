# group_sources(TARGET): the groups of source files that become one file each if CMAKE_UNITY_BUILD is on, so that the
# compiler (or clang-tidy) reads their headers once. A file joins the first group with space that defines none of its
# names, because two files may each have a kLimit in an anonymous namespace.
set(LATCHKEY_UNITY_SIZE 8 CACHE STRING "Number of source files in a group of a unity build")

# The names that a file defines outside of functions and classes. .clang-format does not indent these definitions.
function(defined_names source result)
  file(READ ${source} text)
  string(REGEX REPLACE "[][;]" "(" text "\n${text}")  # these are special in CMake's lists
  string(REGEX MATCHALL "\n(using|class|struct|enum|enum class|#define) [A-Za-z0-9_]+[^:A-Za-z0-9_]" types "${text}")
  string(REGEX MATCHALL "\n[A-Za-z][^\n(){}=]*[ &*>][A-Za-z0-9_]+( =|[({])" values "${text}")
  string(REGEX REPLACE "[^;]*[ &*>]([A-Za-z0-9_]+)[^;A-Za-z0-9_]+" "\\1" names "${types};${values}")
  list(REMOVE_ITEM names namespace)  # "using namespace"
  set(${result} ${names} PARENT_SCOPE)
endfunction()

function(group_sources target)
  if(NOT CMAKE_UNITY_BUILD)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    cmake_path(ABSOLUTE_PATH source)
    defined_names(${source} names)
    set(number 0)
    while(TRUE)
      set(shared FALSE)
      foreach(name IN LISTS names)
        if(name IN_LIST names_${number})
          set(shared TRUE)
          break()
        endif()
      endforeach()
      list(LENGTH files_${number} size)
      if(NOT shared AND size LESS LATCHKEY_UNITY_SIZE)
        break()
      endif()
      math(EXPR number "${number} + 1")
    endwhile()
    list(APPEND names_${number} ${names})
    list(APPEND files_${number} ${source})
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${number})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP
    UNITY_BUILD_CODE_BEFORE_INCLUDE "// NOLINTNEXTLINE(bugprone-suspicious-include)")
endfunction()
