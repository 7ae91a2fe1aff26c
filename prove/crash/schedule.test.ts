import { describe, expect, it } from "vitest";
import { blowsOf, callOf, KINDS, PARTS, PAUSE_EVERY } from "./schedule";

const SEEDS = [0, 1, 7, 4_294_967_295];
const CYCLES = Array.from({ length: 200 }, (_, cycle) => cycle);

describe("the blows of a cycle", () => {
  it("are the same for the same seed, and others for another", () => {
    for (const seed of SEEDS)
      expect(CYCLES.map((it) => blowsOf(seed, it))).toEqual(CYCLES.map((it) => blowsOf(seed, it)));
    expect(CYCLES.map((it) => blowsOf(1, it))).not.toEqual(CYCLES.map((it) => blowsOf(2, it)));
  });

  it("strike every part twice in ten cycles, whatever the seed", () => {
    for (const seed of SEEDS) {
      const first = CYCLES.slice(0, 10).map((cycle) => blowsOf(seed, cycle)[0]!.victim);
      for (const part of PARTS) expect(first.filter((it) => it === part)).toHaveLength(2);
    }
  });

  it("strike two different parts at once in about three of ten cycles", () => {
    const both = SEEDS.flatMap((seed) => CYCLES.map((it) => blowsOf(seed, it))).filter(
      (it) => it.length === 2,
    );
    expect(both.length).toBeGreaterThan(180);
    expect(both.length).toBeLessThan(300);
    for (const [one, other] of both) {
      expect(one!.victim).not.toBe(other!.victim);
      expect(one!.at).toBe(other!.at);
    }
  });

  it("stop a gateway for longer than its lease in every ten cycles, the worker now and then, and nothing else", () => {
    for (const parts of [PARTS, PARTS.filter((it) => it !== "console")])
      for (const seed of SEEDS) {
        const pauses = CYCLES.map((it) => blowsOf(seed, it, parts).filter(({ how }) => how === "pause"));
        for (let from = 0; from < CYCLES.length; from += PAUSE_EVERY) {
          const ten = pauses.slice(from, from + PAUSE_EVERY).flat();
          expect(ten.some(({ victim }) => victim.startsWith("gateway"))).toBe(true);
        }
        expect(pauses.flat().some(({ victim }) => victim === "worker")).toBe(true);
        for (const { victim, forMs } of pauses.flat()) {
          expect(victim).toMatch(/^gateway|^worker$/);
          expect(forMs).toBeGreaterThan(3_000);
        }
      }
  });

  it("fall only on what runs", () => {
    for (const cycle of CYCLES)
      for (const { victim } of blowsOf(5, cycle, ["gateway 1", "postgres"]))
        expect(victim).toMatch(/gateway 1|postgres/);
  });
});

describe("the calls of a cycle", () => {
  const calls = Array.from({ length: 2_000 }, (_, n) => callOf(9, 4, n, 3));

  it("are the same for the same seed, and others in another cycle", () => {
    expect(calls).toEqual(Array.from({ length: 2_000 }, (_, n) => callOf(9, 4, n, 3)));
    const kinds = (cycle: number) => calls.map((_, n) => callOf(9, cycle, n, 3).kind);
    expect(kinds(4)).not.toEqual(kinds(5));
  });

  it("are of every kind, from both tenants, to every process, by both doors", () => {
    expect(new Set(calls.map(({ kind }) => kind)).size).toBe(KINDS.length);
    expect(new Set(calls.map(({ tenant }) => tenant)).size).toBe(2);
    expect(new Set(calls.map(({ first }) => first))).toEqual(new Set([0, 1, 2]));
    expect(new Set(calls.map(({ door }) => door)).size).toBe(2);
    expect(new Set(calls.map(({ name }) => name)).size).toBe(calls.length);
  });
});
