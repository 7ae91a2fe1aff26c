"use server";

import { clearTaint } from "@/lib/taint";
import { ClearTaintInput } from "@/lib/taint/schemas";
import { consoleAction } from "@/lib/web/action";

export const clearTaintAction = consoleAction(ClearTaintInput, "taint.clear", clearTaint);
