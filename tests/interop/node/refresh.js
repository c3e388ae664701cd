// SPDX-License-Identifier: Apache-2.0

// node refresh.js SECONDS ENDPOINT: asks AWS once a second whose credentials it has, by one provider of the SDK for
// JavaScript for the whole time, as a program that runs for hours has it. Prints the ARNs as one JSON array.
const { fromNodeProviderChain } = require("@aws-sdk/credential-providers");
const { Hash } = require("@smithy/hash-node");
const { HttpRequest } = require("@smithy/protocol-http");
const { SignatureV4 } = require("@smithy/signature-v4");

// credential-providers comes with a client of STS that cannot say who it is. So its signer makes that one call.
async function whoAmI(signer, endpoint) {
  const { hostname, port, host } = new URL(endpoint);
  const request = await signer.sign(new HttpRequest({
    method: "POST", protocol: "http:", hostname, port, path: "/",
    headers: { host, "content-type": "application/x-www-form-urlencoded" },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  }));
  const reply = await fetch(endpoint, { method: request.method, headers: request.headers, body: request.body });
  const text = await reply.text();
  if (!reply.ok) throw new Error(text);
  return /<Arn>(.*)<\/Arn>/.exec(text)[1];
}

async function main(seconds, endpoint) {
  const signer = new SignatureV4({
    credentials: fromNodeProviderChain(), region: process.env.AWS_REGION, service: "sts", sha256: Hash.bind(null, "sha256"),
  });
  const seen = [];
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    seen.push(await whoAmI(signer, endpoint));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  console.log(JSON.stringify(seen));
}

main(Number(process.argv[2]), process.argv[3]);
