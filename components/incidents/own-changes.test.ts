import { expect, test } from "vitest";
import type { IncidentChange } from "@/lib/incidents/types";
import type { ActionResult } from "@/lib/web/types";
import type { IncidentActions } from "./actions";
import { inTurn } from "./own-changes";

/** An incident that goes by versions as the server does; what is sent arrives when it is let through. */
function server() {
  let version = 7;
  const sent: number[] = [];
  const waiting: (() => void)[] = [];
  const change = async (input: { id: string; version?: number }): Promise<ActionResult<IncidentChange>> => {
    sent.push(input.version ?? -1);
    await new Promise<void>((arrives) => waiting.push(arrives));
    if (input.version !== version) return { ok: false, code: "CONFLICT", message: "", requestId: "" };
    version++;
    return { ok: true, data: { id: input.id, ref: "INC-1", version, status: "open", auditId: "" } };
  };
  const actions = {
    ...{ setStatus: change, setSeverity: change, rename: change, setPerson: change },
    ...{ addComment: change, insertEvent: change, pinEvent: change, correctTime: change },
    ...{ setStep: change, addStep: change, linkSubject: change, unlinkSubject: change },
  } as IncidentActions;
  const letThrough = async () => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    waiting.shift()?.();
  };
  return { actions: inTurn(actions), sent, letThrough, somebodyElse: () => version++ };
}

const of = (id: string) => ({ id, version: 7 });
const status = { status: "contained", reason: "" } as const;

test("what one does next is sent with what one has done, also before the first was answered", async () => {
  const { actions, sent, letThrough } = server();
  const answers = [
    actions.setPerson({ ...of("a"), role: "commander", userId: "me" }),
    actions.setStatus({ ...of("a"), ...status }),
    actions.setSeverity({ ...of("a"), severity: "SEV2" }),
  ];
  for (const answer of answers) {
    await letThrough();
    expect(await answer).toMatchObject({ ok: true });
  }
  expect(sent).toEqual([7, 8, 9]);
});

test("somebody else's change in between is a conflict, and stays one", async () => {
  const { actions, letThrough, somebodyElse } = server();
  const first = actions.setPerson({ ...of("a"), role: "commander", userId: "me" });
  await letThrough();
  expect(await first).toMatchObject({ ok: true });
  somebodyElse();
  for (let n = 0; n < 2; n++) {
    const next = actions.setStatus({ ...of("a"), ...status });
    await letThrough();
    expect(await next).toMatchObject({ ok: false, code: "CONFLICT" });
  }
});

test("a change that was refused, or never answered, leaves the next one as it was", async () => {
  const { actions, sent, letThrough, somebodyElse } = server();
  somebodyElse();
  const refused = actions.setStatus({ ...of("a"), ...status });
  const next = actions.setStatus({ ...of("a"), ...status });
  await letThrough();
  await letThrough();
  expect([(await refused).ok, (await next).ok]).toEqual([false, false]);
  const broken = inTurn({ ...actions, setStatus: () => Promise.reject(new Error("offline")) });
  await expect(broken.setStatus({ ...of("a"), ...status })).rejects.toThrow("offline");
  const after = broken.setSeverity({ ...of("a"), severity: "SEV2" });
  await letThrough();
  await after;
  expect(sent).toEqual([7, 7, 7]);
});

test("what one does to one incident says nothing of another", async () => {
  const { actions, sent, letThrough } = server();
  const one = actions.setStatus({ ...of("a"), ...status });
  await letThrough();
  await one;
  const other = actions.setStatus({ ...of("b"), ...status });
  await letThrough();
  await other;
  expect(sent).toEqual([7, 7]);
});
