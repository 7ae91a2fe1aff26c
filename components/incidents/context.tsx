"use client";

import { createContext, useContext, useState, type ReactNode } from "react";
import type { IncidentDetail, Responder } from "@/lib/incidents/types";
import type { Verdict } from "@/lib/revisions/types";
import type { IncidentActions } from "./actions";
import { inTurn } from "./own-changes";

type CommandCenter = {
  incident: IncidentDetail;
  people: readonly Responder[];
  /** Who reads. */
  userId: string;
  manage: Verdict;
  comment: Verdict;
  actions: IncidentActions;
};

const Context = createContext<CommandCenter | null>(null);

/** @throws outside of an incident's page */
export function useIncident(): CommandCenter {
  const value = useContext(Context);
  if (!value) throw new Error("useIncident needs an IncidentProvider above it.");
  return value;
}

export function IncidentProvider({ children, ...value }: CommandCenter & { children: ReactNode }) {
  // As long as the page: what a change made of the version is known before the page has been read again.
  const [actions] = useState(() => inTurn(value.actions));
  return <Context value={{ ...value, actions }}>{children}</Context>;
}
