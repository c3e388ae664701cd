# The headers of Debian's package, which are all that Asio and Beast are here.
include(HostHeaders)
host_headers(libboost-dev boost)
set(Boost_INCLUDE_DIRS ${latchkey_host_headers_folder})
set(Boost_FOUND TRUE)
