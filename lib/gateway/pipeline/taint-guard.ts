import { sessionTaint } from "../../sessions";
import { addTaint, blockedBy, CONTEXT_LABELS_KEY, guards, TaintLabels } from "../../taint";
import { PASS, type CallInFlight, type Step, type Verdict } from "./types";

/**
 * Would what the session has seen leave? A session that carries a guarded label is kept from capabilities that reach
 * out (NETWORK), unless they are on the tenant's list. Before the policy: no rule lets it through.
 */
export const taintGuard: Step = {
  name: "taint_guard",
  run: (call) => {
    const named = call.request.context?.[CONTEXT_LABELS_KEY];
    const guarded = guards(call.snapshot.containment, call.capability!);
    return named === undefined && !guarded ? PASS : check(call, named, guarded);
  },
};

async function check(call: CallInFlight, named: unknown, guarded: boolean): Promise<Verdict> {
  const { tenantId } = call.request.caller;
  const { id } = call.session!;
  if (named !== undefined) {
    const labels = TaintLabels.safeParse(named);
    // A label with a typing error would protect nothing, and nobody would notice.
    if (!labels.success) return unknownLabels();
    // The one thing a step writes: it only ever adds, and has to stand before this call is judged.
    if (labels.data.length > 0) await addTaint(tenantId, id, labels.data);
  }
  if (!guarded) return PASS;
  // Not from a cache: a result that another process has just handed over counts.
  const labels = blockedBy(call.snapshot.containment, await sessionTaint(tenantId, id));
  if (labels.length === 0) return PASS;
  const reason = `This session has read what is labelled ${labels.join(" and ")}, and ${call.capability!.name} reaches out. People have to clear the session or allow the tool.`;
  return { kind: "refuse", code: "EXFILTRATION_BLOCKED", reason, meta: { labels: labels.join(" ") } };
}

function unknownLabels(): Verdict {
  const detail = "must be a list of pii, secret and external, each at most once";
  return {
    kind: "refuse",
    code: "INVALID_ARGUMENTS",
    reason: `The context's ${CONTEXT_LABELS_KEY} ${detail}.`,
    faults: [{ pointer: `/context/${CONTEXT_LABELS_KEY}`, detail }],
  };
}
