import { describe, expect, it } from "vitest";
import { CredentialConfig, CredentialUse, deliveryFault, type Provider } from "./schemas";
import { secretFaults } from "./secret-faults";

const deliver = (given: unknown) => CredentialUse.shape.deliver.parse(given);
const AWS_ENV = { as: "env", names: { AWS_ACCESS_KEY_ID: "accessKeyId", AWS_REGION: "region" } };

describe("what can be delivered how", () => {
  it.each([
    ["static", { as: "bearer" }, "http"],
    ["oauth_client_credentials", { as: "bearer" }, "mcp_http"],
    ["static", { as: "header", name: "X-Api-Key" }, "http"],
    ["http_broker", { as: "basic", username: "me" }, "http"],
    ["static", { as: "env", names: { TOKEN: "value" } }, "mcp_stdio"],
    ["aws_sts", AWS_ENV, "mcp_stdio"],
    ["aws_sts", { as: "aws_sigv4", service: "execute-api", region: "eu-central-1" }, "http"],
  ])("%s as %o fits %s", (provider, given, kind) => {
    expect(deliveryFault(provider as Provider, deliver(given), kind)).toBeNull();
  });

  it.each([
    ["static", { as: "bearer" }, "mcp_stdio", /variables/],
    ["static", { as: "env", names: { TOKEN: "value" } }, "http", /Only a local server/],
    ["static", { as: "bearer" }, "builtin", /need no credential/],
    ["aws_sts", { as: "bearer" }, "http", /three parts/],
    ["static", { as: "aws_sigv4", service: "s3", region: "eu-central-1" }, "http", /single secret/],
    ["static", AWS_ENV, "mcp_stdio", /one part/],
    ["aws_sts", { as: "env", names: { TOKEN: "value" } }, "mcp_stdio", /no single value/],
    ["static", { as: "env", names: {} }, "mcp_stdio", /at least one/],
    ["static", { as: "env", names: { LD_PRELOAD: "value" } }, "mcp_stdio", /LD_PRELOAD/],
    ["static", { as: "env", names: { node_options: "value" } }, "mcp_stdio", /node_options/],
    ["static", { as: "header", name: "Host" }, "http", /another purpose/],
    ["static", { as: "header", name: "mcp-session-id" }, "mcp_http", /another purpose/],
    ["static", { as: "header", name: "x", prefix: "a\nb" }, "http", /prefix/],
    ["static", { as: "basic", username: "a:b" }, "http", /colon/],
  ])("%s as %o does not fit %s", (provider, given, kind, why) => {
    expect(deliveryFault(provider as Provider, deliver(given), kind)).toMatch(why);
  });
});

describe("secrets that come with a configuration", () => {
  const oauth = (tokenUrl = "https://id.example/token", revocationUrl?: string) =>
    CredentialConfig.parse({
      ...{ provider: "oauth_client_credentials", clientId: "us", tokenUrl },
      ...(revocationUrl === undefined ? {} : { revocationUrl }),
    });
  const broker = (url: string) => CredentialConfig.parse({ provider: "http_broker", url });
  const at = (issues: { path: PropertyKey[] }[]) => issues.map(({ path }) => path.join("/"));

  it("have to be there, and only those of the provider", () => {
    expect(at(secretFaults(oauth(), {}, null))).toEqual(["secrets/clientSecret"]);
    expect(at(secretFaults(oauth(), { clientSecret: "x", value: "y" }, null))).toEqual(["secrets/value"]);
    expect(at(secretFaults(oauth(), { clientSecret: "x", __proto__: "y" }, null))).toEqual([]);
    expect(secretFaults(broker("https://broker.example"), {}, null)).toEqual([]);
  });

  it("stay as they are while the address does", () => {
    const before = { config: oauth(), stored: ["clientSecret"] };
    expect(secretFaults(oauth(), {}, before)).toEqual([]);
    expect(secretFaults({ ...oauth(), clientId: "other" } as CredentialConfig, {}, before)).toEqual([]);
  });

  it.each([
    ["another token endpoint", oauth("https://evil.example/token")],
    [
      "a revocation endpoint, which gets the client secret too",
      oauth(undefined, "https://evil.example/revoke"),
    ],
  ])("are entered again for %s", (_, config) => {
    const before = { config: oauth(), stored: ["clientSecret"] };
    const [issue] = secretFaults(config, {}, before);
    expect(issue).toMatchObject({ path: ["secrets", "clientSecret"] });
    expect(issue?.message).toMatch(/not sent to a new one/);
    expect(secretFaults(config, { clientSecret: "x" }, before)).toEqual([]);
  });

  it("an optional one is entered again for another address as well, where there is one", () => {
    const config = broker("https://evil.example");
    const before = broker("https://broker.example");
    expect(at(secretFaults(config, {}, { config: before, stored: ["apiKey"] }))).toEqual(["secrets/apiKey"]);
    expect(secretFaults(config, {}, { config: before, stored: [] })).toEqual([]);
  });

  it("addresses carry no user name or password", () => {
    for (const url of ["https://a:b@broker.example", "https://a@broker.example/x", "ftp://broker.example"])
      expect(CredentialConfig.safeParse({ provider: "http_broker", url }).success).toBe(false);
  });
});
