"use server";

import { proposeRule, ProposeRuleInput } from "@/lib/revisions";
import { consoleAction } from "@/lib/web/action";

export const proposeRuleAction = consoleAction(ProposeRuleInput, "policy.edit", proposeRule);
