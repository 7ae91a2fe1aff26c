import { expect, it } from "vitest";
import { credentialWorld } from "../../tests/credential-world";
import { createCredential, tryCredential } from "./index";

it("a credential's secret goes unencrypted to no public address, and whoever tries it reads how to mend it", async () => {
  const { admin } = await credentialWorld();
  const config = { provider: "http_broker", url: "http://93.184.216.34/broker" } as const;
  const { id } = await createCredential(admin, { name: "Broker", config, secrets: { apiKey: "a secret" } });
  expect(await tryCredential(admin, { id })).toMatchObject({
    ok: false,
    detail: expect.stringContaining(
      "http:// is only for addresses inside a permitted network; use https://.",
    ) as string,
  });
});
