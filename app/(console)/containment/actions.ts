"use server";

import { updateContainmentSettings } from "@/lib/quarantine";
import { ContainmentInput } from "@/lib/quarantine/schemas";
import { consoleAction } from "@/lib/web/action";

export const saveContainmentAction = consoleAction(
  ContainmentInput,
  "containment.configure",
  updateContainmentSettings,
);
