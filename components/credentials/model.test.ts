import { describe, expect, it } from "vitest";
import { configOf, credentialFaults, credentialForm, EMPTY_CREDENTIAL, inputOf, secretsOf } from "./model";

const OAUTH = {
  ...EMPTY_CREDENTIAL,
  provider: "oauth_client_credentials" as const,
  name: "Tickets",
  tokenUrl: " https://id.example.com/token ",
  clientId: "agentgate",
};

describe("the form of a credential", () => {
  it("leaves out what was not given, and names each fault by its field", () => {
    expect(configOf(OAUTH)).toEqual({
      provider: "oauth_client_credentials",
      tokenUrl: "https://id.example.com/token",
      clientId: "agentgate",
      authentication: "basic",
    });
    expect(credentialFaults({ ...OAUTH, tokenUrl: "ftp://x", name: "" })).toMatchObject({
      name: "Give it a name.",
      "config.tokenUrl": "Write an address that starts with https:// or http://.",
      "secrets.clientSecret": "Client secret: it is needed.",
    });
  });

  it("asks for a secret only where the server has none", () => {
    expect(credentialFaults(OAUTH, ["clientSecret"])).toEqual({});
    expect(credentialFaults({ ...OAUTH, secrets: { clientSecret: "x" } })).toEqual({});
  });

  it("sends the secrets of its provider and no other's", () => {
    const typed = { ...OAUTH, secrets: { clientSecret: "one", value: "two", apiKey: "" } };
    expect(secretsOf(typed)).toEqual({ clientSecret: "one" });
    expect(secretsOf({ ...typed, provider: "http_broker" })).toEqual({});
  });

  it("is the same again when it is read back, without its secrets", () => {
    const config = { ...configOf(OAUTH), resource: undefined };
    const form = credentialForm({ name: "Tickets", config });
    expect(inputOf(form)).toEqual({ name: "Tickets", config: configOf(OAUTH), secrets: {} });
  });
});
