import { resetEnv } from "./index";

/**
 * For the supervisor, scripts and tests alone: those who start processes hand an environment on, or change
 * their own before anything reads it. Everybody else asks `env()`.
 */
export function inheritedEnv(): NodeJS.ProcessEnv {
  return { ...process.env };
}

/** Sets variables of this process, takes away those that are undefined, and makes `env()` read them anew. */
export function setEnv(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  resetEnv();
}
