import { permittedRanges } from "../../outbound";
import { withTenant, type Tx } from "../../platform/db";
import { openSecrets, secretFields } from "../../vault";
import { sendEmail, skipped } from "../channels/email";
import { sendSlack } from "../channels/slack";
import { sendWebhook } from "../channels/webhook";
import { EndpointConfig } from "../schemas";
import { OVERLAP_MS, ownerOf } from "../secrets";
import type { Attempt, Notice } from "../types";
import type { Claimed } from "./claim";
import { deciders } from "./deciders";

/**
 * Sends one delivery, once. Never throws for what the other side does.
 * @throws DomainError VAULT_UNAVAILABLE, UNAVAILABLE: then nothing was sent, and the lease says when to try again
 */
export async function attempt(tenantId: string, claimed: Claimed, signal?: AbortSignal): Promise<Attempt> {
  const { endpointId, event } = claimed;
  const { endpoint, allow } = await withTenant(tenantId, async (tx) => ({
    endpoint: await tx.notificationEndpoint.findFirst({ where: { tenantId, id: endpointId } }),
    allow: await permittedRanges(tx, tenantId),
  }));
  if (!endpoint?.enabled) return skipped("The endpoint was switched off.");
  const config = EndpointConfig.parse(endpoint.config);
  const notice: Notice = {
    type: event.type,
    at: event.createdAt,
    data: event.data,
    subjectId: event.subjectId,
  };
  const options = { allow, ...(signal && { signal }) };
  switch (config.kind) {
    case "webhook":
      return sendWebhook(config.url, notice, claimed.id, await signingSecrets(tenantId, endpointId), options);
    case "slack": {
      const url = (await openSecrets(tenantId, ownerOf(endpointId))).get("url");
      if (url === undefined) return skipped("Its incoming webhook is not set.");
      return sendSlack(url, notice, config.interactive, options);
    }
    case "email": {
      const personal = config.to === "deciders";
      const to = personal
        ? await withTenant(tenantId, (tx) => deciders(tx, tenantId, notice))
        : config.addresses;
      if (to.length === 0) return skipped("Nobody who is not away can decide it now.");
      return sendEmail({ to, id: claimed.id, notice, personal });
    }
  }
}

/** The secret, and for a day after a rotation the one before it too. */
async function signingSecrets(tenantId: string, id: string): Promise<string[]> {
  const texts = await openSecrets(tenantId, ownerOf(id));
  const rotatedAt = await withTenant(tenantId, (tx) => previousSince(tx, id));
  const overlaps = rotatedAt !== null && Date.now() - rotatedAt.getTime() < OVERLAP_MS;
  return [texts.get("secret"), overlaps ? texts.get("previousSecret") : undefined].filter(
    (text) => text !== undefined,
  );
}

async function previousSince(tx: Tx, id: string): Promise<Date | null> {
  const fields = await secretFields(tx, ownerOf(id));
  return fields.find(({ field }) => field === "previousSecret")?.setAt ?? null;
}
