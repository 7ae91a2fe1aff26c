import { simulate, SimulateInput } from "@/lib/revisions";
import { bodyRoute } from "@/lib/web/route";

/** What a text would answer to one call. Nothing runs. */
export const POST = bodyRoute("policy.read", SimulateInput, 2 * 1024 * 1024, simulate);
