import { after } from "next/server";
import { handleSlackCallback, respondToSlack } from "@/lib/notifications";
import { DomainError } from "@/lib/platform/errors";
import { problem } from "@/lib/platform/errors/problem";
import { isId, newId } from "@/lib/platform/ids";
import { logger } from "@/lib/platform/log";
import { bytesOf } from "@/lib/web/json-body";

/** Slack's own are a few KB. */
const MAX_BYTES = 64 * 1024;

type Context = { params: Promise<{ tenantId: string; endpointId: string }> };

/** What somebody pressed in Slack. No session: who that is is said by Slack's signature and the account's binding. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const id = newId();
  try {
    const { tenantId, endpointId } = await params;
    if (!isId(tenantId) || !isId(endpointId)) throw new DomainError("NOT_FOUND", "There is nothing here.");
    const type = request.headers.get("content-type") ?? "";
    if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
      throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send application/x-www-form-urlencoded.");
    const rawBody = Buffer.from(await bytesOf(request, MAX_BYTES)).toString("utf8");
    const timestamp = request.headers.get("x-slack-request-timestamp") ?? "";
    const signature = request.headers.get("x-slack-signature") ?? "";
    const answer = await handleSlackCallback({ tenantId, endpointId, timestamp, signature, rawBody });
    // Slack shows what is sent to its address, and wants the answer to this within three seconds.
    after(() => respondToSlack(tenantId, endpointId, answer));
    return Response.json(answer.message, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (!(error instanceof DomainError))
      logger("slack").error("a callback failed unexpectedly", { requestId: id, err: error });
    return problem(error, id);
  }
}
