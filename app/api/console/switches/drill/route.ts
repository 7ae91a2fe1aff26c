import { z } from "zod";
import { lastDrill } from "@/lib/switches";
import { route } from "@/lib/web/route";

/** The last drill: how long stopping took; null where there was none. */
export const GET = route("switches.read", z.strictObject({}), (ctx) => lastDrill(ctx));
