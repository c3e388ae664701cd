# The headers of Debian's package.
include(HostHeaders)
host_headers(libcli11-dev CLI)
if(NOT TARGET CLI11::CLI11)
  add_library(CLI11::CLI11 INTERFACE IMPORTED GLOBAL)
  target_link_libraries(CLI11::CLI11 INTERFACE latchkey_host_headers)
endif()
set(CLI11_FOUND TRUE)
