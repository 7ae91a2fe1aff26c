const SEGMENT = /^[A-Za-z0-9_-]{1,64}$/;
const WHOLE = /^[A-Za-z0-9_.-]{1,128}$/;
const TOOL = /^[A-Za-z0-9_.-]{1,64}$/;

/** Why a tool's own name cannot be registered; null where it can. */
export function toolNameFault(name: string): string | null {
  if (!TOOL.test(name)) return "A tool's name has 1 to 64 characters of A-Z a-z 0-9 _ . -";
  return nameFault(name);
}

/**
 * Why a dotted capability name, upstream slug or tool name cannot be registered; null where it can. Only
 * ASCII is accepted, which leaves few look-alikes (see skeleton).
 */
export function nameFault(name: string): string | null {
  if (!WHOLE.test(name)) return "A name has 1 to 128 characters of A-Z a-z 0-9 _ . -";
  if (!name.split(".").every((segment) => SEGMENT.test(segment))) {
    return "Each part between dots has 1 to 64 characters; a name neither starts nor ends with a dot, nor has two in a row.";
  }
  return null;
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
