# The headers of Debian's package, which Asio and Beast consist of.
include(HostHeaders)
host_headers(libboost-dev boost)
set(Boost_INCLUDE_DIRS ${latchkey_host_headers_folder})
set(Boost_FOUND TRUE)
