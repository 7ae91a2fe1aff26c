import type { CredentialChoice } from "@/components/upstreams/form/credential-fields";
import { listCredentials } from "@/lib/credentials";
import { can, type Ctx } from "@/lib/platform/ctx";

/** What an upstream's form can offer. Nothing where the reader may not know which credentials there are. */
export async function credentialChoices(ctx: Ctx): Promise<CredentialChoice[]> {
  if (!can(ctx.actor, "credentials.read")) return [];
  const rows = await listCredentials(ctx);
  return rows.map(({ id, name, provider, disabled }) => ({ id, name, provider, disabled }));
}
