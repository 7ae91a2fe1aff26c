import { describe, expect, it } from "vitest";
import { createTenant, ctxFor } from "@/tests/db";
import {
  countOpenIncidents,
  declareIncident,
  getIncident,
  listIncidents,
  setPerson,
  setStatus,
  setStep,
} from "./index";

describe("the list of incidents", () => {
  it("is a queue: the worst unresolved first, then the oldest; resolved ones last, newest first", async () => {
    const own = await createTenant();
    const me = ctxFor(own.id, own.responder);
    const refs: string[] = [];
    for (const [title, severity] of [
      ["old and moderate", "SEV3"],
      ["bad", "SEV1"],
      ["new and moderate", "SEV3"],
      ["done first", "SEV1"],
      ["done last", "SEV4"],
    ] as const)
      refs.push(
        (await declareIncident(me, { title, severity, ...(title === "bad" && { agentId: own.agent.id }) }))
          .ref,
      );
    await setPerson(me, { id: refs[2]!, version: 1, role: "scribe", userId: own.responder.id });
    for (const ref of refs.slice(3)) {
      const { runbook } = await getIncident(me, { id: ref });
      for (const { id: stepId } of runbook)
        await setStep(me, { id: ref, stepId, expected: "todo", state: "skipped" });
      await setStatus(me, { id: ref, version: 1, status: "resolved" });
    }
    const titles = async (input: Parameters<typeof listIncidents>[1]) =>
      (await listIncidents(me, input)).rows.map(({ title }) => title);
    const all = ["bad", "old and moderate", "new and moderate", "done last", "done first"];
    expect(await titles({})).toEqual(all);
    const paged: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await listIncidents(me, { limit: 2, ...(cursor && { cursor }) });
      paged.push(...page.rows.map(({ title }) => title));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(all);
    expect(await titles({ statuses: ["resolved"] })).toEqual(["done last", "done first"]);
    expect(await titles({ severities: ["SEV1"] })).toEqual(["bad", "done first"]);
    expect(await titles({ mine: true })).toEqual(["new and moderate"]);
    expect(await titles({ agentId: own.agent.id })).toEqual(["bad"]);
    expect(await titles({ kinds: ["quarantine"] })).toEqual([]);
    expect(await titles({ q: "moderate" })).toEqual(["old and moderate", "new and moderate"]);
    expect(await titles({ q: "%" })).toEqual([]);
    expect(await titles({ q: "inc-2" })).toEqual(["bad"]);
    expect(await countOpenIncidents(me)).toBe(3);
  });
});
