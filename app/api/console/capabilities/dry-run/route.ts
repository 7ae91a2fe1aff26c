import { dryRunCompensation, DryRunInput } from "@/lib/capabilities";
import { bodyRoute } from "@/lib/web/route";

/** What would be called to take one call back. Nothing runs. */
export const POST = bodyRoute("capabilities.read", DryRunInput, 2 * 1024 * 1024, dryRunCompensation);
