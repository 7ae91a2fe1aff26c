import { nameFault } from "./schemas";

const TOOL = /^[A-Za-z0-9_.-]{1,64}$/;

/** Why a tool's own name cannot be registered; null where it can. */
export function toolNameFault(name: string): string | null {
  if (!TOOL.test(name)) return "A tool's name has 1 to 64 characters of A-Z a-z 0-9 _ . -";
  return nameFault(name);
}

/**
 * The UTS 39 skeleton of an ASCII name, case folded: names with one skeleton look alike to a person in a
 * hurry, and at most one of them may live in a tenant.
 */
export function skeleton(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("-", "_")
    .replaceAll("0", "o")
    .replace(/[1i|]/g, "l")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w")
    .replaceAll("cl", "d");
}
