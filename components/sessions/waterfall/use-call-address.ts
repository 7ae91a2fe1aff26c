"use client";

import { useAddressQuery } from "../../address/use-address-query";

export type InspectorTab = "arguments" | "result" | "decision" | "approval" | "raw";
export type View = "waterfall" | "table";

/** What is open and how it is laid out, in the address and nowhere else. */
export function useCallAddress() {
  const { query: params, change } = useAddressQuery();
  const set = (name: string, value: string | null, how: "push" | "replace" = "replace") =>
    change((next) => (value === null ? next.delete(name) : next.set(name, value)), how);
  return {
    params,
    call: params.get("call"),
    order: params.get("order") === "failures" ? ("failures" as const) : ("time" as const),
    fold: params.get("gaps") !== "shown",
    view: params.get("view") === "table" ? ("table" as const) : ("waterfall" as const),
    /** Going from call to call adds no steps to the history; opening the panel does. */
    openCall: (id: string) => set("call", id, params.has("call") ? "replace" : "push"),
    closeCall: () => set("call", null),
    setOrder: (order: "time" | "failures") => set("order", order === "time" ? null : order),
    setFold: (fold: boolean) => set("gaps", fold ? null : "shown"),
    setView: (view: View) => set("view", view === "waterfall" ? null : view),
    hrefOf: (id: string) => {
      const next = new URLSearchParams(params);
      next.set("call", id);
      return `?${next.toString()}`;
    },
  };
}

export type CallAddress = ReturnType<typeof useCallAddress>;
