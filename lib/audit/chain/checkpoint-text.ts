import { exactBase64 } from "../../platform/base64";
import type { Checkpoint } from "./types";

/** What the log of a tenant is called where it is looked at from outside. It never changes. */
const originOf = (tenantId: string) => `agentgate/${tenantId}`;

const BODY = /^agentgate\/([0-9a-f-]{36})\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n/;

/** The body of a checkpoint as C2SP tlog-checkpoint has it: origin, size and root. It is not signed. */
export function checkpointText({ tenantId, size, root }: Checkpoint & { tenantId: string }): string {
  return `${originOf(tenantId)}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

/** Reads one, also with signatures behind it, which are not looked at. Null where it is none of ours. */
export function parseCheckpoint(text: string): (Checkpoint & { tenantId: string }) | null {
  const [, tenantId, size, base64] = BODY.exec(text.replaceAll("\r\n", "\n")) ?? [];
  if (tenantId === undefined || base64 === undefined) return null;
  const root = exactBase64(base64);
  return root && { tenantId, size: Number(size), root };
}
