import { describe, expect, it } from "vitest";
import { Gate, type Slot } from "./gate";

const OPTIONS = { most: 8, least: 8, targetMs: 40 };

function gate(options = OPTIONS): {
  gate: Gate;
  clock: { now: number };
  fill: (tenant: string, calls: number) => Slot[];
} {
  const clock = { now: 0 };
  const made = new Gate(options, () => clock.now);
  const fill = (tenant: string, calls: number) =>
    Array.from({ length: calls }, () => made.enter(tenant)).filter((slot) => slot !== null);
  return { gate: made, clock, fill };
}

describe("the gate", () => {
  it("lets one tenant have every place while it is alone, and not one more", () => {
    const { gate: it, fill } = gate();
    expect(fill("a", 20)).toHaveLength(8);
    expect(it.inWork).toBe(8);
  });

  it("takes no call for alone that others came to, although it found nobody", () => {
    const clock = { now: 0 };
    const it = new Gate({ most: 8, least: 2, targetMs: 40 }, () => clock.now);
    for (let round = 0; round < 100; round++) {
      const slots = Array.from({ length: 8 }, () => it.enter("a"));
      clock.now += 150;
      for (const slot of slots) slot?.leave();
    }
    // Not one of them says that this disk is slow, so 150 ms are a queue.
    expect(it.limit).toBe(2);
  });

  it("gives a place back once, however often its call leaves", () => {
    const { gate: it, fill } = gate();
    const [first] = fill("a", 8);
    first!.leave();
    first!.leave();
    expect(it.inWork).toBe(7);
    expect(fill("a", 5)).toHaveLength(1);
  });

  it("refuses no place to what has to be done, and lets fewer in meanwhile", () => {
    const { gate: it, fill } = gate();
    const [first] = fill("a", 8);
    const recording = it.take("a");
    expect(it.inWork).toBe(9);
    first!.leave();
    expect(fill("a", 1)).toHaveLength(0);
    recording.leave();
    expect(fill("a", 1)).toHaveLength(1);
  });

  it("lets others have their equal share while one fills everything", () => {
    const { fill } = gate();
    fill("noisy", 100);
    // The first one is noisy by now, and so is the second when the third comes.
    expect(fill("b", 100)).toHaveLength(6);
    expect(fill("c", 100)).toHaveLength(2);
    expect(fill("noisy", 1)).toHaveLength(0);
  });

  it("never has more than twice the bound in work, however many tenants come", () => {
    const { gate: it, fill } = gate();
    for (let tenant = 0; tenant < 8; tenant++) fill(`t${tenant}`, 100);
    expect(it.inWork).toBeLessThanOrEqual(16);
  });

  it("comes to equal shares when a tenant that fills everything meets a second one", () => {
    const { gate: it, fill } = gate();
    const places = { noisy: fill("noisy", 8), other: [] as Slot[] };
    for (let round = 0; round < 50; round++) {
      // Each call ends in its turn, and both ask for more than there is.
      places.noisy.shift()?.leave();
      places.other.shift()?.leave();
      places.other.push(...fill("other", 8));
      places.noisy.push(...fill("noisy", 8));
    }
    expect(places.other.length).toBeGreaterThanOrEqual(4);
    expect(it.inWork).toBeLessThanOrEqual(9);
  });

  it("forgets a tenant that was not heard for a second, and its share with it", () => {
    const { clock, fill } = gate();
    fill("gone", 1)[0]!.leave();
    clock.now = 2_000;
    fill("noisy", 8);
    expect(fill("b", 100)).toHaveLength(4);
  });
});

describe("a tenant that asks for more than there is", () => {
  it("has a part of the places while another is there, which gets all it asks for, and all of them when it is alone", () => {
    const { gate: it, clock, fill } = gate();
    for (const slot of fill("noisy", 100)) slot.leave();
    expect(fill("other", 1)).toHaveLength(1);
    expect(fill("noisy", 100)).toHaveLength(2);
    expect(fill("other", 100)).toHaveLength(5);
    expect(it.inWork).toBe(8);

    const { fill: alone } = gate();
    for (const slot of alone("noisy", 100)) slot.leave();
    expect(alone("noisy", 100)).toHaveLength(8);
    expect(clock.now).toBe(0);
  });

  it("is let in like others when it has asked for less for a while", () => {
    const { clock, fill } = gate();
    for (const slot of fill("noisy", 100)) slot.leave();
    fill("other", 1);
    clock.now = 1_000;
    expect(fill("noisy", 100)).toHaveLength(7);
  });

  it("has twice what is no load after its term, and every place when it has kept to that for a while", () => {
    const { clock, fill } = gate({ ...OPTIONS, most: 64 });
    for (const slot of fill("noisy", 100)) slot.leave();
    fill("other", 1);
    const heldAt = (now: number, places: number) => {
      clock.now = now;
      const slots = fill("noisy", places + 1);
      expect(slots).toHaveLength(places);
      for (const slot of slots) slot.leave();
    };
    heldAt(500, 2);
    heldAt(1_000, 15);
    heldAt(1_900, 15);
    heldAt(2_800, 15);
    clock.now = 3_100;
    expect(fill("noisy", 63)).toHaveLength(63);
  });

  it("leaves nothing behind when it goes: another one is held to a part as if it had not been there", () => {
    const { clock, fill } = gate();
    for (const slot of fill("first", 100)) slot.leave();
    clock.now = 2_000;
    for (const slot of fill("second", 100)) slot.leave();
    fill("other", 1);
    expect(fill("second", 100)).toHaveLength(2);
  });
});
