import { canonical } from "../platform/json";
import { bindingFault } from "./binding";
import { bound, definitionHash } from "./definition";
import { skeleton, toolNameFault } from "./names";
import { nameFault } from "./schemas";
import type { CapabilityStatus, Suspension, Tool } from "./types";

/** What the plan has to know of a capability that is already registered. */
export type Registered = {
  id: string;
  name: string;
  toolName: string;
  definitionHash: string;
  /** The definition that a person accepted last. */
  acceptedHash: string | null;
  /** Definitions of which a person's last word was no. */
  rejected: ReadonlySet<string>;
  status: CapabilityStatus;
};

export type Offered = { tool: Tool; name: string; hash: string };
export type Meeting = { before: Registered; offered: Offered };

/** What an import has to write; empty lists mean that nothing is written at all. */
export type ImportPlan = {
  create: Offered[];
  /** The definition is another one, or came back without ever having been accepted: nothing runs until a person accepts it. */
  suspend: (Meeting & { suspension: Suspension })[];
  /** What runs is offered in a form that is refused: it is suspended as it stands, because there is nothing to accept. */
  block: { before: Registered; reason: string }[];
  /** A tool is back exactly as a person accepted it. */
  restore: Meeting[];
  retire: Registered[];
  unchanged: number;
  refused: { tool: string; reason: string }[];
};

/** Bytes of one definition's canonical text. */
const MAX_DEFINITION = 512 * 1024;

/**
 * Compares what an upstream offers with what is registered of it. Pure.
 * @param tenantNames every capability name of the tenant: look-alikes of them are refused.
 */
export function planImport(
  upstream: { slug: string; kind: string },
  tools: readonly Tool[],
  registered: readonly Registered[],
  tenantNames: readonly string[],
): ImportPlan {
  const plan: ImportPlan = {
    ...{ create: [], suspend: [], block: [], restore: [], retire: [] },
    ...{ unchanged: 0, refused: [] },
  };
  const byTool = new Map(registered.map((one) => [one.toolName, one]));
  const taken = new Map(tenantNames.map((name) => [skeleton(name), name]));
  const offered = new Set(tools.map((tool) => tool.name));
  const refuse = (tool: string, reason: string) => {
    plan.refused.push({ tool: tool.slice(0, 128), reason });
    const before = byTool.get(tool);
    if (before?.status === "active") plan.block.push({ before, reason });
  };
  for (const [name, tool] of unique(tools, refuse)) {
    const capability = `${upstream.slug}.${name}`;
    const reason = refusal(tool, capability, taken) ?? bindingFault(upstream.kind, tool);
    if (reason) {
      refuse(name, reason);
      continue;
    }
    taken.set(skeleton(capability), capability);
    place(plan, { tool: bound(tool), name: capability, hash: definitionHash(tool) }, byTool.get(name));
  }
  plan.retire = registered.filter((one) => one.status !== "retired" && !offered.has(one.toolName));
  return plan;
}

/** A name that is offered twice means two things: neither is registered. */
function unique(tools: readonly Tool[], refuse: (name: string, reason: string) => void): Map<string, Tool> {
  const once = new Map<string, Tool>();
  const twice = new Set<string>();
  for (const tool of tools) {
    if (once.has(tool.name)) twice.add(tool.name);
    once.set(tool.name, tool);
  }
  for (const name of twice) {
    once.delete(name);
    refuse(name, "The upstream lists this name more than once.");
  }
  return once;
}

function refusal(tool: Tool, capability: string, taken: ReadonlyMap<string, string>): string | null {
  const fault = toolNameFault(tool.name) ?? nameFault(capability);
  if (fault) return fault;
  const like = taken.get(skeleton(capability));
  if (like !== undefined && like !== capability)
    return `The name looks like ${like}, which is registered already.`;
  return textFault(tool);
}

/** What cannot be stored or hashed: no honest tool has it. */
function textFault(tool: Tool): string | null {
  try {
    const text = canonical(tool);
    if (text.length > MAX_DEFINITION) return `The definition is larger than ${MAX_DEFINITION / 1024} KiB.`;
    if (/\\u0000|\\ud[89a-f]|\p{Cs}/iu.test(text))
      return "The definition holds characters that are not text.";
    return null;
  } catch {
    return "The definition is not acceptable JSON.";
  }
}

/** An active capability runs what was there from the start, or what a person accepted; nothing else ever does. */
function place(plan: ImportPlan, offered: Offered, before: Registered | undefined): void {
  if (!before) plan.create.push(offered);
  else if (before.definitionHash === offered.hash && runsOrWaits(before)) plan.unchanged += 1;
  else if (before.acceptedHash === offered.hash) plan.restore.push({ before, offered });
  else {
    const suspension = before.rejected.has(offered.hash) ? "rejected" : "changed";
    plan.suspend.push({ before, offered, suspension });
  }
}

/** Retired it is gone, and suspended though accepted it was blocked: neither stays so when the definition is back. */
function runsOrWaits({ status, definitionHash: hash, acceptedHash }: Registered): boolean {
  return status === "active" || (status === "suspended" && acceptedHash !== hash);
}
