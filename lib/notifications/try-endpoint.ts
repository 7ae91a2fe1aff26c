import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { permittedRanges } from "../outbound";
import { openSecrets } from "../vault";
import { sendEmail } from "./channels/email";
import { sendSlack } from "./channels/slack";
import { sendWebhook } from "./channels/webhook";
import { linkTo } from "./facts";
import { TryEndpointInput } from "./schemas";
import { newSigningSecret, ownerOf } from "./secrets";
import type { Attempt, Notice, TrialReport } from "./types";
import { TEST_EVENT } from "./words";

/**
 * Sends one test message now, with what is typed, stored or not, and says how that went. A webhook that isn't stored yet
 * has a secret for this once.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT, VAULT_UNAVAILABLE
 */
export async function tryEndpoint(ctx: Ctx, input: TryEndpointInput): Promise<TrialReport> {
  requirePermission(ctx, "notifications.manage");
  const parsed = TryEndpointInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id, config } = parsed.data;
  const { tenantId } = ctx;
  const allow = await withTenant(tenantId, async (tx) => {
    if (id !== undefined && !(await tx.notificationEndpoint.findFirst({ where: { tenantId, id } })))
      throw notFound("endpoint");
    const subjectId = id ?? tenantId;
    await appendLeaf(tx, ctx, {
      action: "endpoint.tested",
      subjectKind: id === undefined ? "tenant" : "endpoint",
      subjectId,
      data: { kind: config.kind },
    });
    return permittedRanges(tx, tenantId);
  });
  const started = performance.now();
  const attempt = await send(ctx, parsed.data, allow);
  const { result, statusCode, error, response } = attempt;
  return {
    ok: result === "delivered",
    ...{ statusCode, response },
    ms: Math.round(performance.now() - started),
    detail: error ?? "It was delivered.",
  };
}

type Parsed = ReturnType<typeof TryEndpointInput.parse>;

async function send(ctx: Ctx, { id, config, secrets }: Parsed, allow: string[]): Promise<Attempt> {
  const stored = id === undefined ? new Map<string, string>() : await openSecrets(ctx.tenantId, ownerOf(id));
  const notice: Notice = {
    type: TEST_EVENT,
    at: new Date(),
    data: { message: "This is a test. Nothing waits for you.", link: linkTo("/notifications") },
    subjectId: newId(),
  };
  switch (config.kind) {
    case "webhook":
      return sendWebhook(config.url, notice, newId(), [stored.get("secret") ?? newSigningSecret()], {
        allow,
      });
    case "slack": {
      const url = secrets.url ?? stored.get("url");
      if (url === undefined) throw missingUrl();
      return sendSlack(url, notice, false, { allow });
    }
    case "email": {
      const to = config.to === "addresses" ? config.addresses : await ownAddress(ctx);
      return sendEmail({ to, id: newId(), notice, personal: false });
    }
  }
}

function missingUrl(): DomainError {
  const detail = "Incoming webhook: it is needed.";
  return new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/secrets/url", detail }] });
}

/** A test to "the people who can decide" goes to whoever tests: nothing waits, so nobody can decide. */
async function ownAddress({ tenantId, actor }: Ctx): Promise<string[]> {
  const user = await withTenant(tenantId, (tx) =>
    tx.user.findUnique({ where: { id: actor.id }, select: { email: true } }),
  );
  return user ? [user.email] : [];
}
