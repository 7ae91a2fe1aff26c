import type { Ctx } from "../platform/ctx";
import type { Tx } from "../platform/db";
import { DomainError, type Fault } from "../platform/errors";
import { isObject, type JsonObject } from "../platform/json";
import { repeatsTheCall } from "./compensation";
import { amountFaults } from "./amounts";
import { mappingFaults } from "./mapping-faults";
import { templateSlots } from "./schemas";
import type { CapabilitySpec } from "./types";

/** What of a capability its spec refers to. */
type Reviewed = { name: string; inputSchema: JsonObject; outputSchema: JsonObject | null };
type Compensation = CapabilitySpec["compensation"];

/**
 * What a spec names must exist: the arguments a consequence shows, the capability that compensates, and the
 * places its mapping takes values from.
 * @throws DomainError INVALID_INPUT with a pointer to each fault.
 */
export async function assertReferences(tx: Tx, ctx: Ctx, of: Reviewed, spec: CapabilitySpec): Promise<void> {
  const faults = [...slotFaults(spec.consequence, of.inputSchema), ...amountFaults(spec.amounts ?? [], of)];
  if (spec.compensation.capability !== null) {
    const target = await compensating(tx, ctx.tenantId, spec.compensation.capability);
    faults.push(...compensationFaults(spec.compensation, of, target));
  }
  const [first] = faults;
  if (first) throw new DomainError("INVALID_INPUT", first.detail, { faults });
}

type Compensating = { name: string; status: string; inputSchema: JsonObject };

/** The capability that compensates, by name; null where there is none. */
export async function compensating(tx: Tx, tenantId: string, name: string): Promise<Compensating | null> {
  const found = await tx.capability.findFirst({
    where: { tenantId, name },
    select: { name: true, status: true, inputSchema: true },
  });
  return found && { ...found, inputSchema: found.inputSchema as JsonObject }; // safe because importTools stores objects only
}

/** Pure; `target` as it is registered. */
export function compensationFaults(
  { capability, mapping }: Compensation,
  of: Reviewed,
  target: Compensating | null,
): Fault[] {
  const at = "/spec/compensation";
  const fault = (detail: string): Fault[] => [{ pointer: `${at}/capability`, detail }];
  if (target === null) return fault(`There is no capability ${capability ?? ""} to compensate with.`);
  if (target.status === "retired")
    return fault(`${target.name} cannot compensate: its upstream no longer offers it.`);
  if (target.name === of.name && (mapping === undefined || repeatsTheCall(mapping)))
    return fault(
      "A call is not taken back by the same call again. Map its arguments differently, or name another.",
    );
  if (mapping === undefined) return [];
  return mappingFaults(mapping, of, target.inputSchema).map(({ pointer, detail }) => ({
    pointer: `${at}/mapping${pointer}`,
    detail,
  }));
}

function slotFaults(consequence: string, inputSchema: JsonObject): Fault[] {
  const slot = unknownSlot(consequence, inputSchema);
  return slot === null
    ? []
    : [{ pointer: "/spec/consequence", detail: `The tool has no argument "${slot}".` }];
}

/** The first argument that a template shows and the schema does not have; null where the schema cannot tell. */
function unknownSlot(template: string, { properties }: JsonObject): string | null {
  if (!isObject(properties)) return null;
  const slots = templateSlots(template) ?? [];
  return slots.map((path) => path[0] ?? "").find((name) => !Object.hasOwn(properties, name)) ?? null;
}
