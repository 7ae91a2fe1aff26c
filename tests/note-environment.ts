import { inheritedEnv, setEnv } from "../lib/platform/env/process";

/**
 * Notes the environment of this process; the function that it returns puts it back. Files that share a process change it,
 * NODE_ENV included, by which React picks what it loads.
 */
export function noteEnvironment(): () => void {
  const before = inheritedEnv();
  return () => {
    const added = Object.keys(inheritedEnv()).filter((name) => !(name in before));
    setEnv({ ...Object.fromEntries(added.map((name) => [name, undefined])), ...before });
  };
}
