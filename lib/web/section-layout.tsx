import "server-only";
import type { ReactNode } from "react";
import type { Permission } from "../platform/ctx";
import { requireSession } from "./session";

/**
 * The layout of a section that shows a skeleton while it loads: stands outside the skeleton, so that a refusal
 * is known before the first byte and has its own status. The pages check again, at every navigation.
 */
export function sectionLayout(permission: Permission) {
  return async function SectionLayout({ children }: { children: ReactNode }): Promise<ReactNode> {
    await requireSession(permission);
    return children;
  };
}
