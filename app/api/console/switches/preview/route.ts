import { z } from "zod";
import { many } from "@/lib/calls/schemas";
import { previewStop } from "@/lib/switches";
import { SCOPES, type StopTarget } from "@/lib/switches/schemas";
import { route } from "@/lib/web/route";

/** `t=agent:<id>`, `t=tenant`, … as often as there are targets. */
const Target = z
  .string()
  .max(400)
  .transform((text, context): StopTarget => {
    const colon = text.indexOf(":");
    const scope = SCOPES.find((known) => known === (colon < 0 ? text : text.slice(0, colon)));
    if (scope) return { scope, target: colon < 0 ? null : text.slice(colon + 1) };
    context.addIssue({ code: "custom", message: "is no scope" });
    return z.NEVER;
  });

/** What exactly a stop of these would meet now. */
export const GET = route("switches.read", z.strictObject({ t: many(Target) }), (ctx, { t }) =>
  previewStop(ctx, { targets: t }),
);
