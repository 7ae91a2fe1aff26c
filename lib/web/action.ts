import "server-only";
import { headers } from "next/headers";
import type { z } from "zod";
import { requirePermission, type Ctx, type Permission } from "../platform/ctx";
import { DomainError, invalidInput } from "../platform/errors";
import { logger } from "../platform/log";
import { toFailure } from "./action-result";
import { requireOwnOrigin } from "./origin";
import { currentSession, requestId } from "./session";
import type { ActionResult } from "./types";

export type { ActionResult } from "./types";

/**
 * Makes a server action: own origin, session, permission, input, then the one verb; failures become answers.
 * An action's address is public knowledge, so nothing of this may be left to the page that shows its button.
 * The verb checks the permission again: it has other callers.
 */
export function consoleAction<Schema extends z.ZodType, T>(
  schema: Schema,
  permission: Permission | null,
  fn: (ctx: Ctx, input: z.output<Schema>) => Promise<T>,
) {
  return async (input: z.input<Schema>): Promise<ActionResult<T>> => {
    const id = await requestId();
    try {
      requireOwnOrigin(await headers());
      const session = await currentSession();
      if (!session) throw new DomainError("UNAUTHENTICATED", "Your session has ended. Sign in again.");
      if (permission) requirePermission(session.ctx, permission);
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw invalidInput(parsed.error);
      return { ok: true, data: await fn(session.ctx, parsed.data) };
    } catch (error) {
      const { expected, ...failure } = toFailure(error, id);
      if (!expected) logger("action").error("action failed unexpectedly", { requestId: id, err: error });
      return failure;
    }
  };
}
