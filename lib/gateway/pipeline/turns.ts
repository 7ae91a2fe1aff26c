import { singleton } from "../../platform/singleton";

/**
 * Waits until nobody else has the turn of this name, and takes it. What counts committed decisions and then commits
 * one does so in its turn, so that calls made at the same moment don't all see the same free place.
 * @returns gives the turn back; safe to call twice
 */
export async function takeTurn(name: string): Promise<() => void> {
  const last = singleton("gateway-turns", () => new Map<string, Promise<void>>());
  const before = last.get(name);
  let leave: () => void = () => undefined;
  const mine = new Promise<void>((resolve) => (leave = resolve));
  last.set(name, mine);
  await before;
  return () => {
    if (last.get(name) === mine) last.delete(name);
    leave();
  };
}
