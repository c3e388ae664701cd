// SPDX-License-Identifier: Apache-2.0
// Not on Windows: Unix sockets, other users, limits on open files, and signals.
// Tests access to the listeners of an HttpListener and the number of connections.
#include <csignal>
#include <filesystem>
#include <functional>
#include <future>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "platform/network/http_listener.hpp"
#include "unit/support/loopback_client.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kRequest =
    "GET / HTTP/1.1\r\nHost: localhost\r\nX-Test: yes\r\nConnection: close\r\n\r\n";

LocalReply tells_who_comes(const LocalRequest& request) {
  LocalReply reply;
  reply.body = std::make_shared<const SecretText>("listener " + std::to_string(request.listener) +
                                                  (request.by_other_user ? ", another user" : ", one of us"));
  return reply;
}

/// A listener that serves on request, in a separate thread.
class HttpListeners : public ::testing::Test {
 protected:
  ~HttpListeners() override { end(); }

  void serve() {
    thread = std::thread([this] { listener->serve(tells_who_comes); });
  }
  void end() {
    if (listener) listener->stop();
    if (thread.joinable()) thread.join();
    listener.reset();
  }
  std::string path(const std::string& name = "a.sock") const { return folder.path() + '/' + name; }

  static std::string ask(const LoopbackClient& client) {
    client.send(kRequest);
    return client.receive();
  }
  static bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
  static unsigned mode_of(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777U;
  }

  TemporaryFolder folder;
  std::optional<HttpListener> listener{std::in_place};
  std::thread thread;
};

TEST_F(HttpListeners, CreateAPrivateSocketAndRemoveIt) {
  ASSERT_TRUE(listener->open_socket(path("new/a.sock")));
  EXPECT_EQ(mode_of(path("new/a.sock")), 0600U);
  EXPECT_EQ(mode_of(path("new")), 0700U);
  serve();
  EXPECT_TRUE(holds(ask(LoopbackClient(path("new/a.sock"))), "listener 0, one of us"));
  end();
  EXPECT_FALSE(folder.has("new/a.sock"));
}

TEST_F(HttpListeners, ReportTheListenerOfARequest) {
  const auto first = listener->open_port();
  const auto second = listener->open_port(0, AllowedPeers::own);
  ASSERT_TRUE(first && second && listener->open_socket(path()));
  serve();
  EXPECT_TRUE(holds(ask(LoopbackClient(*first)), "listener 0, one of us"));
  EXPECT_TRUE(holds(ask(LoopbackClient(*second)), "listener 1, one of us"));
  EXPECT_TRUE(holds(ask(LoopbackClient(path())), "listener 2, one of us"));
}

TEST_F(HttpListeners, ReplaceTheSocketOfAKilledProcess) {
  const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path().copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  ASSERT_EQ(::listen(left, 1), 0);
  ::close(left);
  ASSERT_TRUE(folder.has("a.sock"));
  ASSERT_TRUE(listener->open_socket(path()));
  serve();
  EXPECT_TRUE(holds(ask(LoopbackClient(path())), "one of us"));
}

TEST_F(HttpListeners, KeepASocketInUse) {
  ASSERT_TRUE(listener->open_socket(path()));
  serve();
  {
    HttpListener second;
    const auto opened = second.open_socket(path());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::io);
    EXPECT_EQ(opened.error().message, "another program listens at " + path());
  }
  EXPECT_TRUE(holds(ask(LoopbackClient(path())), "one of us")) << "it is still theirs";
}

TEST_F(HttpListeners, KeepAFileThatIsNotASocket) {
  folder.write("file", "mine");
  std::filesystem::create_symlink("file", path("link"));
  std::filesystem::create_symlink("nowhere", path("dangling"));
  std::filesystem::create_directory(path("folder"));
  for (const auto* name : {"file", "link", "dangling", "folder"}) {
    const auto opened = listener->open_socket(path(name));
    ASSERT_FALSE(opened) << name;
    EXPECT_EQ(opened.error().message, path(name) + " is there, and no socket");
  }
  EXPECT_FALSE(listener->open_socket(path("file/a.sock")));
  end();
  EXPECT_EQ(folder.read("file"), "mine");
  EXPECT_TRUE(std::filesystem::is_symlink(path("link")) && std::filesystem::is_symlink(path("dangling")));
  EXPECT_FALSE(folder.has("nowhere"));
}

TEST_F(HttpListeners, RejectATooLongSocketPath) {
  const auto longest = path(std::string(107 - folder.path().size() - 1, 'x'));
  ASSERT_EQ(longest.size(), 107U);
  EXPECT_TRUE(listener->open_socket(longest));
  const auto opened = listener->open_socket(longest + 'x');
  ASSERT_FALSE(opened);
  EXPECT_TRUE(holds(opened.error().message, "107 bytes at most")) << opened.error().message;
  EXPECT_FALSE(listener->open_socket(path("new/" + std::string(100, 'x'))));
  EXPECT_FALSE(folder.has("new"));
}

TEST_F(HttpListeners, IdentifyADualStackClientOfThisUser) {
  const int probe = ::socket(AF_INET6, SOCK_STREAM, 0);
  if (probe < 0) {
    std::cout << "not run: a client with an IPv6 socket (needs IPv6)" << std::endl;
    return;
  }
  ::close(probe);
  const auto port = listener->open_port(0, AllowedPeers::own);
  ASSERT_TRUE(port);
  serve();
  EXPECT_TRUE(holds(ask(LoopbackClient::mapped(*port)), "listener 0, one of us"));
}

/// The result of `client` in a process of another user, who connects before serve() runs.
class OtherUsersAtListeners : public HttpListeners {
 protected:
  std::string as_stranger(const std::function<std::string()>& client) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      std::string told = "did not become another user";
      if (::setgid(65534) == 0 && ::setuid(65534) == 0) told = client();
      const auto sent = ::write(ends[1], told.data(), told.size());
      ::_exit(sent < 0 ? 1 : 0);
    }
    ::close(ends[1]);
    serve();
    std::string told;
    for (char c = 0; ::read(ends[0], &c, 1) == 1;) told += c;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return told;
  }
  static bool can_run() {
    if (::geteuid() != 0) std::cout << "not run: visits of another user's program (needs root)" << std::endl;
    return ::geteuid() == 0;
  }
};

TEST_F(OtherUsersAtListeners, AreDetectedOnASocketThatTheyCanOpen) {
  if (!can_run()) return;
  ASSERT_TRUE(listener->open_socket(path()));
  ::chmod(folder.path().c_str(), 0711);
  ::chmod(path().c_str(), 0666);
  const auto told = as_stranger([this] { return ask(LoopbackClient(path())); });
  EXPECT_TRUE(holds(told, "listener 0, another user")) << told;
}

TEST_F(OtherUsersAtListeners, CannotOpenTheSocket) {
  if (!can_run()) return;
  ASSERT_TRUE(listener->open_socket(path()));
  ::chmod(folder.path().c_str(), 0711);
  EXPECT_EQ(as_stranger([this] {
              const int own = ::socket(AF_UNIX, SOCK_STREAM, 0);
              sockaddr_un address{};
              address.sun_family = AF_UNIX;
              path().copy(address.sun_path, sizeof(address.sun_path) - 1);
              const int got = ::connect(own, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
              return std::string(got == 0 ? "connected" : errno == EACCES ? "refused" : "failed");
            }),
            "refused");
}

TEST_F(OtherUsersAtListeners, AreDetectedOnAPrivatePort) {
  if (!can_run()) return;
  const auto port = listener->open_port(0, AllowedPeers::own);
  ASSERT_TRUE(port);
  const auto told = as_stranger([&] { return ask(LoopbackClient(*port)); });
  EXPECT_TRUE(holds(told, "listener 0, another user")) << told;
}

TEST_F(OtherUsersAtListeners, AreDetectedWithADualStackSocket) {
  if (!can_run()) return;
  const auto port = listener->open_port(0, AllowedPeers::own);
  ASSERT_TRUE(port);
  const auto told = as_stranger([&] { return ask(LoopbackClient::mapped(*port)); });
  EXPECT_TRUE(holds(told, "listener 0, another user")) << told;
}

TEST_F(OtherUsersAtListeners, AreNotCheckedOnAPublicPort) {
  if (!can_run()) return;
  const auto port = listener->open_port();
  ASSERT_TRUE(port);
  const auto told = as_stranger([&] { return ask(LoopbackClient(*port)); });
  EXPECT_TRUE(holds(told, "listener 0, one of us")) << told;
}

/// More connections than the listener keeps: 900, or fewer if the limit for open files is low.
class ManyClients : public HttpListeners {
 protected:
  static constexpr int kMany = 1000;

  static bool may_open(rlim_t files) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = files;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
  }
  /// `files`: the limit for open files when the first listener is created.
  bool can_run(rlim_t files = 1024) {
    may_open(files);
    listener.emplace();
    port = *listener->open_port();
    if (!may_open(2100)) {  // both ends are in this process
      std::cout << "not run: a thousand connections (needs a limit of 2100 open files)" << std::endl;
      return false;
    }
    serve();
    return true;
  }
  void connect_many(const std::string& text, int many = kMany) {
    for (int i = 0; i < many; ++i) {
      clients.emplace_back(port);
      clients.back().send(text);
    }
  }

  std::uint16_t port = 0;
  std::vector<LoopbackClient> clients;
};

TEST_F(ManyClients, EvictTheOldestIdleConnections) {
  if (!can_run()) return;
  connect_many("");
  EXPECT_TRUE(holds(ask(LoopbackClient(port)), "200 OK"));
  EXPECT_EQ(clients.front().receive(2s), "") << "let go";
  EXPECT_TRUE(holds(ask(clients.back()), "200 OK")) << "still there";
  EXPECT_TRUE(holds(ask(clients[200]), "200 OK")) << "still there";
}

TEST_F(ManyClients, LeaveSomeFileDescriptorsFree) {
  if (!can_run(256)) return;
  connect_many("", 300);
  EXPECT_TRUE(holds(ask(LoopbackClient(port)), "200 OK"));
  EXPECT_EQ(clients[150].receive(2s), "") << "let go";
  EXPECT_TRUE(holds(ask(clients[200]), "200 OK")) << "still there";
}

TEST_F(ManyClients, MayBeSlowWithOneFileDescriptorLeft) {
  listener.emplace();
  port = *listener->open_port();
  connect_many("", 50);
  const LoopbackClient last(port);
  const int next = ::dup(0);
  ::close(next);
  may_open(static_cast<rlim_t>(next) + 1);
  serve();
  EXPECT_EQ(clients.back().receive(5s), "") << "let go";
  std::this_thread::sleep_for(50ms);
  EXPECT_TRUE(holds(ask(last), "200 OK"));
  may_open(1024);
}

TEST_F(ManyClients, EvictConnectionsWithHalfARequest) {
  if (!can_run()) return;
  connect_many("GET / HTTP/1.1\r\nHo");
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(holds(ask(LoopbackClient(port)), "200 OK"));
}

TEST_F(ManyClients, EvictConnectionsLeftOpenAfterTheReply) {
  if (!can_run()) return;
  connect_many("nonsense\r\n\r\n");
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(holds(ask(LoopbackClient(port)), "200 OK"));
}

TEST(HttpListenerFields, RequestFieldsAreReadAndReplyFieldsAreSent) {
  HttpListener listener;
  const auto port = *listener.open_port();
  std::string found;
  std::thread client_thread([&] {
    const LoopbackClient client(port);
    client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Some-Field:  a value \r\nX-Empty:\r\n\r\n");
    client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    found = client.receive();
    listener.stop();
  });
  std::vector<std::string> seen;
  listener.serve(
      [&](const LocalRequest& request) {
        for (const auto* name : {"X-Some-Field", "x-some-field", "X-Empty", "X-Missing", "host"})
          seen.emplace_back(request.field(name));
        LocalReply reply;
        reply.fields = {{"X-Reply", "one"}, {"X-Other", "two"}};
        return reply;
      },
      20s);
  client_thread.join();
  EXPECT_EQ(seen, (std::vector<std::string>{"a value", "a value", "", "", "h", "", "", "", "", "h"}));
  EXPECT_NE(found.find("X-Reply: one\r\n"), std::string::npos) << found;
  EXPECT_NE(found.find("X-Other: two\r\n"), std::string::npos);
  EXPECT_NE(found.find("Cache-Control: no-store\r\n"), std::string::npos);
}

/// Restores the default dispositions for the following tests in this process.
struct HttpListenerSignals : testing::Test {
  static void set_all(void (*disposition)(int)) {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) std::signal(signal, disposition);
  }
  void SetUp() override { set_all(SIG_DFL); }
  void TearDown() override { set_all(SIG_DFL); }
};

TEST_F(HttpListenerSignals, EndServeAndAreReturned) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    HttpListener listener;
    ASSERT_TRUE(listener.open_port());
    listener.end_by_signals();
    auto serving = std::async(std::launch::async, [&] {
      return listener.serve([](const LocalRequest&) { return LocalReply{}; }, 20s);
    });
    ::kill(::getpid(), signal);
    EXPECT_EQ(serving.get(), signal);
  }
}

TEST_F(HttpListenerSignals, StayIgnoredExceptForSigterm) {
  set_all(SIG_IGN);
  HttpListener listener;
  ASSERT_TRUE(listener.open_port());
  listener.end_by_signals();
  const auto nothing = [](const LocalRequest&) { return LocalReply{}; };
  for (const int signal : {SIGINT, SIGHUP}) ::raise(signal);
  EXPECT_EQ(listener.serve(nothing, 20ms), 0) << "as under nohup";
  ::raise(SIGTERM);
  EXPECT_EQ(listener.serve(nothing, 20s), SIGTERM);
}

}  // namespace
}  // namespace latchkey::test
