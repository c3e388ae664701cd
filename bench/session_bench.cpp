// SPDX-License-Identifier: Apache-2.0
// Measures Session::credentials() with valid credentials in memory: the cost for each request that a program
// signs. bench/run provides a HOME whose profile p17 has a cache entry.
#include <benchmark/benchmark.h>

#include <latchkey/session.hpp>

namespace {

const latchkey::Result<latchkey::Session>& session() {
  static const auto opened = latchkey::Session::open({.profile = "p17"});
  return opened;
}

void credentials(benchmark::State& state) {
  if (!session() || !session()->credentials()) {
    state.SkipWithError("no warm profile p17 here; run it through bench/run");
    return;
  }
  for (auto _ : state) {
    auto found = session()->credentials();
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(credentials)->Threads(1)->UseRealTime();
BENCHMARK(credentials)->Threads(16)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
