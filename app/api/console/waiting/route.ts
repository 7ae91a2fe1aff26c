import { z } from "zod";
import { countApprovals } from "@/lib/approvals";
import { route } from "@/lib/web/route";

/** How many requests wait, for the reader and in all: the number beside Approvals and in the tab's title. */
export const GET = route("approvals.read", z.strictObject({}), (ctx) => countApprovals(ctx));
