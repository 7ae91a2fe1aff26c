import { describe, expect, it } from "vitest";
import { idFloor } from "../platform/ids";
import { convergenceOf } from "./convergence";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const at = (secondsAgo: number) => new Date(NOW.getTime() - secondsAgo * 1_000);
/** The id of a process that began then. */
const process = (secondsAgo: number) => idFloor(at(secondsAgo).getTime());
const DEPLOYED = { revisionId: "five", revisionNumber: 5, at: at(60) };
const row = {
  processId: process(3_600),
  revisionId: "five",
  revisionNumber: 5,
  problem: "",
  since: at(59.6),
  seenAt: at(2),
};
const OLDER = { ...row, revisionId: "four", revisionNumber: 4, since: at(600) };
const sentence = (deployed: typeof DEPLOYED | null, rows: (typeof row)[]) =>
  convergenceOf("production", deployed, rows, NOW).sentence;

describe("the convergence of gateway processes", () => {
  it("says how many follow, how long the slowest took, and of how many nobody knows", () => {
    const faster = { ...row, since: at(59.9) };
    const silent = { ...row, seenAt: at(300) };
    expect(sentence(DEPLOYED, [row, faster, silent])).toBe(
      "2 of 2 processes on revision 5, the slowest after 0.4 s, 1 unknown",
    );
    expect(sentence(DEPLOYED, [row, { ...OLDER }])).toBe(
      "1 of 2 processes on revision 5, the slowest after 0.4 s",
    );
  });

  it("says why where a process refused what is deployed", () => {
    const refused = { ...OLDER, problem: "Revision 5 carries no signature." };
    expect(sentence(DEPLOYED, [refused])).toBe(
      "0 of 1 process on revision 5, 1 refused it: Revision 5 carries no signature",
    );
  });

  it("says what there is to say of nothing", () => {
    expect(sentence(null, [])).toBe("Nothing is deployed.");
    expect(sentence(DEPLOYED, [])).toBe("No gateway process has asked for revision 5 yet.");
  });

  it("tells each process apart: current, behind, unknown", () => {
    const rows = [row, OLDER, { ...row, seenAt: at(13) }, { ...row, problem: "refused" }];
    const { processes } = convergenceOf("production", DEPLOYED, rows, NOW);
    expect(processes.map(({ status }) => status)).toEqual(["current", "behind", "unknown", "behind"]);
    expect(processes.map(({ lagMs }) => lagMs)).toEqual([400, null, 400, null]);
  });

  it("counts no lag for a process that began after the deployment, and never a negative one", () => {
    const later = { ...row, processId: process(10), since: at(10) };
    const skewed = { ...row, since: at(61) };
    const { processes } = convergenceOf("production", DEPLOYED, [later, skewed], NOW);
    expect(processes.map(({ lagMs }) => lagMs)).toEqual([null, 0]);
  });
});
