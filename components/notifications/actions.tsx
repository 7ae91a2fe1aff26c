"use client";

import { createContext, useContext, type ReactNode } from "react";
import type {
  CreateEndpointInput,
  EnableEndpointInput,
  ReplayFailedInput,
  UpdateEndpointInput,
} from "@/lib/notifications/schemas";
import type { CreatedEndpoint, RotatedSecret } from "@/lib/notifications/types";
import type { ActionResult } from "@/lib/web/types";

type Act<Input, Answer = unknown> = (input: Input) => Promise<ActionResult<Answer>>;

/** The server actions of the notifications section, as its components call them. */
export type NotificationActions = {
  create: Act<CreateEndpointInput, CreatedEndpoint>;
  update: Act<UpdateEndpointInput, { version: number }>;
  setEnabled: Act<EnableEndpointInput>;
  rotate: Act<{ id: string }, RotatedSecret>;
  replay: Act<{ id: string }>;
  replayFailed: Act<ReplayFailedInput, { count: number }>;
  unlink: Act<{ id: string }>;
};

const Actions = createContext<NotificationActions | null>(null);

/** Hands the section's server actions to every button in it. Mounted by the section's layout. */
export function NotificationActionsProvider({
  actions,
  children,
}: {
  actions: NotificationActions;
  children: ReactNode;
}) {
  return <Actions value={actions}>{children}</Actions>;
}

export function useNotificationActions(): NotificationActions {
  const actions = useContext(Actions);
  if (!actions) throw new Error("This stands outside of the notifications section, which has the actions.");
  return actions;
}
