import { checkDraft, CheckInput } from "@/lib/revisions";
import { bodyRoute } from "@/lib/web/route";

/** Two texts of the longest, every character of them four bytes. */
const MAX_BYTES = 2 * 1024 * 1024;

/** What the gates say of a text as it is being typed. Nothing is saved. */
export const POST = bodyRoute("policy.read", CheckInput, MAX_BYTES, checkDraft);
