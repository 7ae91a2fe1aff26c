import type { SetSwitchesInput } from "@/lib/switches/schemas";
import type { StopSet } from "@/lib/switches/types";
import type { ActionResult } from "@/lib/web/types";
import type { PageTarget } from "./target";

/** What the panel opens with. */
export type Asked = { targets: readonly PageTarget[]; incidentId?: string | undefined };
export type StopAction = (input: SetSwitchesInput) => Promise<ActionResult<StopSet>>;
