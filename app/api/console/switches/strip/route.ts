import { z } from "zod";
import { readStrip } from "@/lib/switches";
import { route } from "@/lib/web/route";

/** What is stopped now, for the strip at the top of every page. */
export const GET = route("switches.read", z.strictObject({}), (ctx) => readStrip(ctx));
