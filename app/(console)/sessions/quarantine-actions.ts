"use server";

import { quarantineSession } from "@/lib/quarantine";
import { QuarantineSessionInput } from "@/lib/quarantine/schemas";
import { consoleAction } from "@/lib/web/action";

export const quarantineAction = consoleAction(QuarantineSessionInput, "quarantine.set", quarantineSession);
