# The headers of Debian's package, and tl::expected, which all targets include.
include(HostHeaders)
host_headers(nlohmann-json3-dev nlohmann)
host_headers(libtl-expected-dev tl)
if(NOT TARGET nlohmann_json::nlohmann_json)
  add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED GLOBAL)
  target_link_libraries(nlohmann_json::nlohmann_json INTERFACE latchkey_host_headers)
endif()
set(nlohmann_json_FOUND TRUE)
