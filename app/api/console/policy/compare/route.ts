import { compareRevision, CompareInput } from "@/lib/revisions";
import { route } from "@/lib/web/route";

/** What a revision means beside the one in force, or the one it was drafted from. */
export const GET = route("policy.read", CompareInput, (ctx, input) => compareRevision(ctx, input));
