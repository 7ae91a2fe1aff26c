import { withTenant } from "../../platform/db";
import { permittedRanges } from "../../outbound";
import { openSecrets } from "../../vault";
import { post } from "../channels/post";
import { ownerOf } from "../secrets";
import type { SlackAnswer } from "./handle-callback";

const TOTAL_MS = 5_000;

/**
 * Sends an answer where Slack wants it: at the origin that the endpoint's messages go to, and nowhere else. Once, and
 * never throws: the decision stands, whoever hears of it.
 */
export async function respondToSlack(
  tenantId: string,
  endpointId: string,
  { message, responseUrl }: SlackAnswer,
): Promise<boolean> {
  if (responseUrl === null) return false;
  const incoming = (await openSecrets(tenantId, ownerOf(endpointId))).get("url");
  if (incoming === undefined || new URL(incoming).origin !== new URL(responseUrl).origin) return false;
  const allow = await withTenant(tenantId, (tx) => permittedRanges(tx, tenantId));
  const body = JSON.stringify(message);
  const { result } = await post(responseUrl, { allow, body, headers: {}, totalMs: TOTAL_MS });
  return result === "delivered";
}
