import { dryRun, DryRunCompensationInput } from "@/lib/incidents";
import { bodyRoute } from "@/lib/web/route";

/** What would be called to take calls back. Nothing is called. */
export const POST = bodyRoute("incidents.read", DryRunCompensationInput, 16 * 1024, dryRun);
