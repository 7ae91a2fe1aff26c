"use server";

import { addNetworkRule, AddNetworkRuleInput, NetworkRuleRef, removeNetworkRule } from "@/lib/outbound";
import { createUpstream, setUpstreamEnabled, syncUpstream, updateUpstream } from "@/lib/upstreams";
import {
  CreateUpstreamInput,
  EnableUpstreamInput,
  UpdateUpstreamInput,
  UpstreamIdInput,
} from "@/lib/upstreams/schemas";
import { consoleAction } from "@/lib/web/action";

export const createUpstreamAction = consoleAction(CreateUpstreamInput, "upstreams.manage", createUpstream);
export const updateUpstreamAction = consoleAction(UpdateUpstreamInput, "upstreams.manage", updateUpstream);
export const setUpstreamEnabledAction = consoleAction(
  EnableUpstreamInput,
  "upstreams.manage",
  setUpstreamEnabled,
);
export const syncUpstreamAction = consoleAction(UpstreamIdInput, "capabilities.manage", (ctx, { id }) =>
  syncUpstream(ctx, id),
);
export const addNetworkRuleAction = consoleAction(AddNetworkRuleInput, "upstreams.manage", addNetworkRule);
export const removeNetworkRuleAction = consoleAction(NetworkRuleRef, "upstreams.manage", removeNetworkRule);
