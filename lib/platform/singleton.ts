/**
 * One object per process, however often a bundler evaluates the module that asks for it: Next may load
 * the same file into several bundles, and two pools or two snapshots would disagree.
 */
export function singleton<T>(key: string, make: () => T): T {
  const store = globalThis as unknown as Record<symbol, T | undefined>;
  const symbol = Symbol.for(`agentgate.${key}`);
  return (store[symbol] ??= make());
}

/** For tests that share a process: from now on each is made anew, as in a process of its own, but for those named. */
export function forgetSingletons(but: readonly string[]): void {
  const kept = new Set(but.map((key) => `agentgate.${key}`));
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    const key = Symbol.keyFor(symbol);
    if (key?.startsWith("agentgate.") && !kept.has(key)) Reflect.deleteProperty(globalThis, symbol);
  }
}
