"use server";

import { createLimit, deleteLimit, updateLimit } from "@/lib/limits";
import { CreateLimitInput, DeleteLimitInput, UpdateLimitInput } from "@/lib/limits/schemas";
import { consoleAction } from "@/lib/web/action";

export const createLimitAction = consoleAction(CreateLimitInput, "limits.manage", createLimit);
export const updateLimitAction = consoleAction(UpdateLimitInput, "limits.manage", updateLimit);
export const deleteLimitAction = consoleAction(DeleteLimitInput, "limits.manage", deleteLimit);
