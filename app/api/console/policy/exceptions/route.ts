import { z } from "zod";
import { listExceptions } from "@/lib/revisions";
import { route } from "@/lib/web/route";

export const GET = route("policy.read", z.strictObject({}), (ctx) => listExceptions(ctx));
