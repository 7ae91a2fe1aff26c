/**
 * One object per process, however often a bundler evaluates the module that asks for it: Next may load
 * the same file into several bundles, and two pools or two snapshots would disagree.
 */
export function singleton<T>(key: string, make: () => T): T {
  const store = globalThis as unknown as Record<symbol, T | undefined>;
  const symbol = Symbol.for(`agentgate.${key}`);
  return (store[symbol] ??= make());
}
