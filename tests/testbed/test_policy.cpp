// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "sts/policy.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kNow = 1772323200;

class MayAssume : public ::testing::Test {
 protected:
  MayAssume() {
    ada.account = "111111111111";
    ada.arn = "arn:aws:iam::111111111111:user/ada";
    ada.assume = {"*"};
    role.account = "222222222222";
    role.arn = "arn:aws:iam::222222222222:role/ops";
    role.trust = {"arn:aws:iam::111111111111:root"};
    chained.account = "111111111111";
    chained.arn = "arn:aws:iam::111111111111:role/first";
    chained.assume = {"*"};
    user.account = ada.account;
    user.arn = ada.arn;
    user.user = &ada;
    session.kind = CallerKind::role_session;
    session.account = "111111111111";
    session.arn = "arn:aws:sts::111111111111:assumed-role/first/me";
    session.role = &chained;
    context.now = kNow;
  }

  User ada;
  Role role;
  Role chained;
  Caller user;
  Caller session;
  AssumeContext context;
};

TEST_F(MayAssume, IfTheRoleTrustsTheCallersAccount) {
  EXPECT_TRUE(may_assume(user, role, context));
  role.trust = {"111111111111"};
  EXPECT_TRUE(may_assume(user, role, context));
  role.trust = {"arn:aws:iam::999999999999:root"};
  EXPECT_FALSE(may_assume(user, role, context));
  role.trust = {};
  EXPECT_FALSE(may_assume(user, role, context));
}

TEST_F(MayAssume, IfTheRoleNamesTheCaller) {
  role.trust = {"arn:aws:iam::111111111111:user/ada"};
  EXPECT_TRUE(may_assume(user, role, context));
  EXPECT_FALSE(may_assume(session, role, context));
  role.trust = {"arn:aws:iam::111111111111:role/first"};
  EXPECT_FALSE(may_assume(user, role, context));
  EXPECT_TRUE(may_assume(session, role, context));
  role.trust = {"arn:aws:sts::111111111111:assumed-role/first/me"};
  EXPECT_TRUE(may_assume(session, role, context));
}

TEST_F(MayAssume, OnlyIfTheCallersPolicyAllowsIt) {
  ada.assume = {"arn:aws:iam::333333333333:role/*"};
  EXPECT_FALSE(may_assume(user, role, context));
  role.trust = {"arn:aws:iam::111111111111:user/ada"};
  EXPECT_FALSE(may_assume(user, role, context)) << "in another account, both sides must allow it";
  role.account = "111111111111";
  EXPECT_TRUE(may_assume(user, role, context)) << "in the same account, being named is enough";
  role.trust = {"arn:aws:iam::111111111111:root"};
  EXPECT_FALSE(may_assume(user, role, context));
}

TEST_F(MayAssume, OnlyWithTheRequiredExternalId) {
  role.external_id = "x1";
  EXPECT_FALSE(may_assume(user, role, context));
  context.external_id = "x2";
  EXPECT_FALSE(may_assume(user, role, context));
  context.external_id = "x1";
  EXPECT_TRUE(may_assume(user, role, context));
}

TEST_F(MayAssume, OnlyWithMfaIfTheRoleRequiresIt) {
  role.require_mfa = true;
  EXPECT_FALSE(may_assume(user, role, context));
  context.mfa_at = kNow - 100000;
  EXPECT_TRUE(may_assume(user, role, context));
}

TEST_F(MayAssume, OnlyUntilTheMfaIsTooOld) {
  role.require_mfa = true;
  role.max_mfa_age = 3600;
  context.mfa_at = kNow - 3599;
  EXPECT_TRUE(may_assume(user, role, context));
  context.mfa_at = kNow - 3600;
  EXPECT_FALSE(may_assume(user, role, context));
}

}  // namespace
}  // namespace testbed
