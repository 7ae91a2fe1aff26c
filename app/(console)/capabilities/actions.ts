"use server";

import {
  acceptReadOnly,
  AcceptReadOnlyInput,
  rejectDefinition,
  RejectDefinitionInput,
  reviewCapability,
  ReviewCapabilityInput,
} from "@/lib/capabilities";
import { tryCapability } from "@/lib/gateway";
import { TryCapabilityInput } from "@/lib/gateway/schemas";
import { consoleAction } from "@/lib/web/action";

export const reviewCapabilityAction = consoleAction(
  ReviewCapabilityInput,
  "capabilities.manage",
  reviewCapability,
);
export const rejectDefinitionAction = consoleAction(
  RejectDefinitionInput,
  "capabilities.manage",
  rejectDefinition,
);
export const acceptReadOnlyAction = consoleAction(AcceptReadOnlyInput, "capabilities.manage", acceptReadOnly);

export const tryCapabilityAction = consoleAction(TryCapabilityInput, "capabilities.try", tryCapability);
