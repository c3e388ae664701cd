# host_headers(NAME...): links to headers of this machine's /usr/include that any compiler can read, in a folder of the
# build tree, which latchkey_host_headers has on its path. /usr/include itself would hide the cross compiler's libc.
include_guard(GLOBAL)
set(latchkey_host_headers_folder ${PROJECT_BINARY_DIR}/host-headers)
if(NOT TARGET latchkey_host_headers)
  add_library(latchkey_host_headers INTERFACE IMPORTED GLOBAL)
  file(MAKE_DIRECTORY ${latchkey_host_headers_folder})
  set_target_properties(latchkey_host_headers PROPERTIES
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${latchkey_host_headers_folder}
    INTERFACE_INCLUDE_DIRECTORIES ${latchkey_host_headers_folder})
endif()

function(host_headers package)
  foreach(name IN LISTS ARGN)
    if(NOT EXISTS /usr/include/${name})
      message(FATAL_ERROR "/usr/include/${name} is not there: install ${package}")
    endif()
    file(CREATE_LINK /usr/include/${name} ${latchkey_host_headers_folder}/${name} SYMBOLIC)
  endforeach()
endfunction()
