import { skeleton } from "../../capabilities";
import { WORK_SUITES } from "../../work";
import type { UpstreamTarget } from "../schemas";

/**
 * Why an upstream cannot have this slug; null where it can. Pure: `others` are the tenant's slugs. Every
 * capability's name starts with it, so two that look alike would make every pair of names look alike.
 */
export function slugFault(slug: string, target: UpstreamTarget, others: readonly string[]): SlugFault | null {
  const own = target.kind === "builtin" ? target.config.suite : null;
  if (own !== null && slug !== own)
    return fault("INVALID_INPUT", `The built-in ${own} tools are called ${own}.`);
  if (others.includes(slug)) {
    const detail =
      own === null ? `There is an upstream ${slug} already.` : `The built-in ${own} tools are here already.`;
    return fault("CONFLICT", detail);
  }
  const reserved = WORK_SUITES.find((suite) => suite !== own && skeleton(suite) === skeleton(slug));
  if (reserved) return fault("INVALID_INPUT", `This name is kept for the built-in ${reserved} tools.`);
  const like = others.find((other) => skeleton(other) === skeleton(slug));
  return like === undefined
    ? null
    : fault("INVALID_INPUT", `This name looks like ${like}, which is there already.`);
}

export type SlugFault = { code: "INVALID_INPUT" | "CONFLICT"; detail: string };
const fault = (code: SlugFault["code"], detail: string): SlugFault => ({ code, detail });
