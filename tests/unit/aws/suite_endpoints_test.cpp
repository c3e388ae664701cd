// SPDX-License-Identifier: Apache-2.0
#include <regex>

#include "aws/config/setup.hpp"
#include "aws/request/connection.hpp"
#include "unit/support/suite.hpp"
#include "unit/support/test_host.hpp"

// Checks endpoints against the SDKs' common rules, with the test data of botocore.
namespace latchkey::test {
namespace {

/// "URL REGION" of a service, or "error".
std::string endpoint_of(Service service, TestHost& machine, const std::optional<std::string>& profile,
                        const std::optional<std::string>& region) {
  const auto setup = make_setup(machine.host(), profile, region);
  if (!setup) return "error";
  const auto endpoint = service == Service::sts ? sts_endpoint_of(*setup)
                                                : service_endpoint(service, {setup->region.value_or(""), {}},
                                                                   setup->settings(), setup->config);
  return endpoint ? endpoint->url + ' ' + endpoint->signing_region : "error";
}

void set_if(TestHost& machine, const Json& parameters, const char* name, const char* variable,
            const char* value) {
  if (parameters.value(name, false)) machine.env.set(variable, value);
}

std::string expected(const Json& test) {
  const auto& expect = test["expect"];
  if (expect.contains("error")) return "error";
  const auto& endpoint = expect["endpoint"];
  std::string region = test["params"].value("Region", "");
  if (endpoint.contains("properties")) region = endpoint["properties"]["authSchemes"][0]["signingRegion"];
  return endpoint["url"].get<std::string>() + "/ " + region;
}

void judge_rules(Suite& suite, Service service, const char* url_variable) {
  const auto tests = suite.json();
  for (const auto& test : tests["testCases"]) {
    TestHost machine;
    const Json parameters = test.value("params", Json::object());
    set_if(machine, parameters, "UseFIPS", "AWS_USE_FIPS_ENDPOINT", "true");
    set_if(machine, parameters, "UseDualStack", "AWS_USE_DUALSTACK_ENDPOINT", "true");
    set_if(machine, parameters, "UseGlobalEndpoint", "AWS_STS_REGIONAL_ENDPOINTS", "legacy");
    if (parameters.contains("Endpoint")) machine.env.set(url_variable, parameters["Endpoint"]);
    std::optional<std::string> region;
    if (parameters.contains("Region")) region = parameters["Region"];
    suite.judge(test["documentation"], endpoint_of(service, machine, std::nullopt, region), expected(test));
  }
  suite.report();
}

constexpr const char* kFipsBesideUrl = "For custom endpoint with fips enabled and dualstack disabled";
constexpr const char* kDualStackBesideUrl = "For custom endpoint with fips disabled and dualstack enabled";
constexpr const char* kUrl = "https://example.com/ us-east-1";

TEST(Suites, EndpointRulesOfSts) {
  Suite suite("endpoints/sts-endpoint-tests-1.json",
              {{kFipsBesideUrl, kUrl},
               {kDualStackBesideUrl, kUrl},
               {"Missing region", "https://sts.amazonaws.com/ us-east-1"}});
  if (suite) judge_rules(suite, Service::sts, "AWS_ENDPOINT_URL_STS");
}

TEST(Suites, EndpointRulesOfSso) {
  Suite suite("endpoints/sso-endpoint-tests-1.json", {{kFipsBesideUrl, kUrl}, {kDualStackBesideUrl, kUrl}});
  if (suite) judge_rules(suite, Service::sso, "AWS_ENDPOINT_URL_SSO");
}

/// An unknown region in the form of a partition's.
std::string unknown_region(const std::string& known) {
  return known.substr(0, known.rfind('-')) + "-97";
}

TEST(Suites, Partitions) {
  Suite suite("endpoints/partitions.json");
  if (!suite) return;
  const auto partitions = suite.json();
  for (const auto& partition : partitions["partitions"]) {
    const auto& outputs = partition["outputs"];
    std::vector<std::string> regions;
    for (const auto& [region, about] : partition["regions"].items()) regions.push_back(region);
    regions.push_back(unknown_region(outputs["implicitGlobalRegion"]));
    EXPECT_TRUE(std::regex_match(regions.back(), std::regex(partition["regionRegex"].get<std::string>())));
    for (const auto& region : regions) {
      if (region == "aws-global") {
        suite.leave_out();
        continue;
      }
      TestHost machine;
      const std::string plain = endpoint_of(Service::sts, machine, std::nullopt, region);
      machine.env.set("AWS_USE_DUALSTACK_ENDPOINT", "true");
      const std::string host = "https://sts." + region + '.';
      suite.judge(region, plain, host + outputs["dnsSuffix"].get<std::string>() + "/ " + region);
      suite.judge(region + " dual stack", endpoint_of(Service::sts, machine, std::nullopt, region),
                  host + outputs["dualStackDnsSuffix"].get<std::string>() + "/ " + region);
    }
  }
  suite.report("STS has a rule of its own for aws-global");
}

/// The service makes no difference: that of a case is replaced by STS.
std::string as_sts(std::string text, const std::string& service) {
  text = replaced(text, service, "sts");
  return replaced(text, service == "s3" ? "S3" : "DYNAMODB", "STS");
}

std::string config_text(const Json& suite) {
  std::string text;
  for (const auto& [name, settings] : suite["profiles"].items()) {
    text += "[profile " + name + "]\n";
    for (const auto& [key, value] : settings.items()) text += key + " = " + value.get<std::string>() + '\n';
  }
  for (const auto& [name, services] : suite["services"].items()) {
    text += "[services " + name + "]\n";
    for (const auto& [service, settings] : services.items()) {
      text += service + " =\n";
      for (const auto& [key, value] : settings.items())
        text += "  " + key + " = " + value.get<std::string>() + '\n';
    }
  }
  return text;
}

TEST(Suites, ConfiguredEndpointUrls) {
  Suite suite("configured-endpoint-urls/profile-tests.json");
  if (!suite) return;
  const auto file = suite.json();
  const auto& cases = file["testSuites"][0];
  for (const auto& test : cases["endpointUrlTests"]) {
    if (test["client_config"] != "default") {
      suite.leave_out();
      continue;
    }
    const std::string service = test["service"];
    TestHost machine;
    machine.home.write(".aws/config", as_sts(config_text(cases), service));
    for (const auto& [name, value] : cases["environments"][test["environment"].get<std::string>()].items())
      machine.env.set(as_sts(name, service), as_sts(value, service));
    const std::string url = as_sts(test["output"]["endpointUrl"], service);
    suite.judge(test["name"],
                endpoint_of(Service::sts, machine, as_sts(test["profile"], service), std::nullopt),
                url + "/ fake-region-10");
  }
  suite.report("they set the URL in a program's code");
}

}  // namespace
}  // namespace latchkey::test
