// SPDX-License-Identifier: Apache-2.0
// The credentials of a profile with the AWS SDK for JavaScript.
const {fromIni} = require("@aws-sdk/credential-providers");

fromIni({profile: process.argv[2]})().then((credentials) => console.log(credentials.accessKeyId));
