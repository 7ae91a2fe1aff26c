import type { CreateLimitInput, DeleteLimitInput, UpdateLimitInput } from "@/lib/limits/schemas";
import type { ChangedLimit } from "@/lib/limits/types";
import type { ActionResult } from "@/lib/web/types";

type Act<Input> = (input: Input) => Promise<ActionResult<ChangedLimit>>;

/** The server actions of the limits page, as its components call them. */
export type LimitActions = {
  create: Act<CreateLimitInput>;
  update: Act<UpdateLimitInput>;
  remove: Act<DeleteLimitInput>;
};
