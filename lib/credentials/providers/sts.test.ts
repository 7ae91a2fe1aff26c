import { AwsV4Signer } from "aws4fetch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPeer, type Answer, type Peer, type Received } from "../../../tests/credential-peers";
import { outbound, type Outbound } from "../../outbound";
import { sessionName, stsIssuer } from "./sts";
import { readAssumedRole } from "./sts-answer";
import type { Asked } from "./types";

const KEY = { accessKeyId: "AKIAEXAMPLE000000000", secretAccessKey: "base/secret+access/key" };
let peer: Peer;
let network: Outbound;

const answer = (
  ends = "2099-01-01T00:00:00Z",
) => `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/x/y</Arn></AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIAEXAMPLE000000000</AccessKeyId>
      <SecretAccessKey>issued/secret+access/key</SecretAccessKey>
      <SessionToken>issued+session/token==</SessionToken>
      <Expiration>${ends}</Expiration>
    </Credentials>
  </AssumeRoleResult>
</AssumeRoleResponse>`;
const xml = (body: string, status = 200): Answer => ({ status, type: "text/xml", body });

/** What AWS does: computes the signature itself from what arrived. */
async function verified({ path, headers, body }: Received): Promise<boolean> {
  const datetime = String(headers["x-amz-date"]);
  const signer = new AwsV4Signer({
    ...KEY,
    method: "POST",
    url: `${peer.url}${path}`,
    headers: { "content-type": String(headers["content-type"]) },
    body,
    service: "sts",
    region: "eu-central-1",
    datetime,
  });
  return (await signer.sign()).headers.get("authorization") === headers.authorization;
}

beforeEach(async () => {
  peer = await startPeer(async (request) =>
    (await verified(request))
      ? xml(answer())
      : xml("<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>", 403),
  );
  network = outbound({ allow: ["127.0.0.0/8"] });
});
afterEach(async () => {
  await network.close();
  await peer.close();
});

const issuer = (secretAccessKey = KEY.secretAccessKey) =>
  stsIssuer(
    {
      provider: "aws_sts",
      roleArn: "arn:aws:iam::123456789012:role/agent",
      region: "eu-central-1",
      externalId: "external",
      endpoint: `${peer.url}/`,
    },
    {
      secrets: new Map([
        ["accessKeyId", KEY.accessKeyId],
        ["secretAccessKey", secretAccessKey],
      ]),
      fetch: network.fetch,
    },
  );
const asked: Asked = {
  scope: "",
  ttlSeconds: 3_600,
  per: "session",
  tool: null,
  sessionId: null,
  decisionId: null,
  upstream: "up",
  label: "worker-0195",
};

describe("AWS STS", () => {
  it("assumes the role with a signed request", async () => {
    expect(await issuer().issue(asked)).toEqual({
      parts: {
        kind: "aws",
        accessKeyId: "ASIAEXAMPLE000000000",
        secretAccessKey: "issued/secret+access/key",
        sessionToken: "issued+session/token==",
        region: "eu-central-1",
      },
      endsAt: Date.parse("2099-01-01T00:00:00Z"),
      scope: "",
      handle: "agentgate-worker-0195",
      revokeWith: null,
      note: "",
    });
    expect(Object.fromEntries(new URLSearchParams(peer.received[0]?.body))).toEqual({
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: "arn:aws:iam::123456789012:role/agent",
      RoleSessionName: "agentgate-worker-0195",
      DurationSeconds: "3600",
      ExternalId: "external",
    });
  });

  it("is refused with another key, in a word of AWS that we know", async () => {
    await expect(issuer("another/secret/key").issue(asked)).rejects.toMatchObject({
      kind: "configuration",
      message: "AWS STS refused with 403 (SignatureDoesNotMatch).",
    });
    peer.answer = () => xml("<ErrorResponse><Error><Code>Boo</Code></Error></ErrorResponse>", 500);
    await expect(issuer().issue(asked)).rejects.toMatchObject({ message: "AWS STS refused with 500." });
  });

  it("says that a life was raised to the shortest that AWS gives", async () => {
    expect((await issuer().issue({ ...asked, ttlSeconds: 300 })).note).toBe(
      "Asked for 300 s; AWS gives no less than 900 s.",
    );
    expect(new URLSearchParams(peer.received[0]?.body).get("DurationSeconds")).toBe("900");
    await issuer().issue({ ...asked, ttlSeconds: 86_400 });
    expect(new URLSearchParams(peer.received[1]?.body).get("DurationSeconds")).toBe("43200");
  });

  it("narrows by policies, and refuses a scope that would narrow nothing", async () => {
    const policy = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    await issuer().issue({ ...asked, scope: policy });
    expect(new URLSearchParams(peer.received[0]?.body).get("PolicyArns.member.1.arn")).toBe(policy);
    await expect(issuer().issue({ ...asked, scope: "read" })).rejects.toMatchObject({
      kind: "configuration",
    });
    expect(peer.received).toHaveLength(1);
  });

  it("cannot revoke, and says so", async () => {
    const issued = { handle: "x", revokeWith: null, sessionId: null, decisionId: null, reason: "over" };
    expect((await issuer().revoke(issued)).state).toBe("not_revocable");
    expect(peer.received).toEqual([]);
  });

  it.each([
    ["a document type", answer().replace("<AssumeRoleResult>", "<!DOCTYPE x><AssumeRoleResult>")],
    ["an entity", answer().replace("issued/secret", "&x;/secret")],
    [
      "an element twice",
      answer().replace("<Credentials>", "<AccessKeyId>ASIAOTHER00000000000</AccessKeyId><Credentials>"),
    ],
    ["one element missing", answer().replace(/<SessionToken>.*<\/SessionToken>/, "")],
    ["an end in the past", answer("2001-01-01T00:00:00Z")],
    ["an end that is no time", answer("tomorrow")],
    ["another document", answer().replaceAll("AssumeRoleResponse", "GetFederationTokenResponse")],
    ["an empty one", ""],
  ])("does not use an answer with %s", async (_, body) => {
    peer.answer = () => xml(body);
    await expect(issuer().issue(asked)).rejects.toMatchObject({ kind: "trouble" });
  });

  it("reads no more than it needs", () => {
    expect(readAssumedRole(answer())).toMatchObject({ accessKeyId: "ASIAEXAMPLE000000000" });
  });

  it("names sessions as AWS permits", () => {
    expect(sessionName("wörker bot/0195")).toBe("agentgate-w-rker-bot-0195");
    expect(sessionName("x".repeat(100))).toHaveLength(64);
  });
});
