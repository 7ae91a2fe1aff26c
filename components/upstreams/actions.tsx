"use client";

import { createContext, useContext, type ReactNode } from "react";
import type { ImportReport } from "@/lib/capabilities/types";
import type { AddNetworkRuleInput } from "@/lib/outbound/schemas";
import type { CreateUpstreamInput, UpdateUpstreamInput } from "@/lib/upstreams/schemas";
import type { ActionResult } from "@/lib/web/types";

type Act<Input, Answer = unknown> = (input: Input) => Promise<ActionResult<Answer>>;

/** The server actions of the upstreams section, as its components call them. */
export type UpstreamActions = {
  create: Act<CreateUpstreamInput, { id: string }>;
  update: Act<UpdateUpstreamInput, { updatedAt: string }>;
  setEnabled: Act<{ id: string; enabled: boolean }>;
  sync: Act<{ id: string }, ImportReport>;
  addRule: Act<AddNetworkRuleInput>;
  removeRule: Act<{ id: string }>;
};

const Actions = createContext<UpstreamActions | null>(null);

/** Hands the section's server actions to every button in it. Mounted by the section's layout. */
export function UpstreamActionsProvider({
  actions,
  children,
}: {
  actions: UpstreamActions;
  children: ReactNode;
}) {
  return <Actions value={actions}>{children}</Actions>;
}

export function useUpstreamActions(): UpstreamActions {
  const actions = useContext(Actions);
  if (!actions) throw new Error("This stands outside of the upstreams section, which has the actions.");
  return actions;
}
