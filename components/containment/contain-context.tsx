"use client";

import { createContext, useContext, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Verdict } from "@/lib/switches/types";
import { useKeySequence } from "../approvals/use-shortcuts";
import { ContainPanel } from "./contain-panel";
import type { PageTarget } from "./target";
import type { Asked, StopAction } from "./asked";

/** By key, where the page has not said yet what it is about. */
const NOTHING: Asked = { targets: [] };

type Contain = {
  /** Opens the panel with these; without any, with what the page is about. */
  open: (asked?: Asked) => void;
  /** Says what the page is about, until the returned function is called. */
  here: (asked: Asked) => () => void;
};

const Context = createContext<Contain | null>(null);

/** @throws outside of the console's layout */
export function useContain(): Contain {
  const contain = useContext(Context);
  if (!contain) throw new Error("useContain needs a ContainProvider above it.");
  return contain;
}

type ContainProviderProps = {
  /** Whether the reader may stop, and whether all tenants. */
  may: Verdict;
  mayGlobal: Verdict;
  stop: StopAction;
  children: ReactNode;
};

/** The one panel that stops things, within two keys of every page: g, then s. */
export function ContainProvider({ may, mayGlobal, stop, children }: ContainProviderProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [times, setTimes] = useState(0);
  const pages = useRef<Asked[]>([]);
  const contain = useMemo<Contain>(
    () => ({
      open: (wanted) => {
        setAsked(wanted ?? pages.current.at(-1) ?? NOTHING);
        setTimes((before) => before + 1);
      },
      here: (page) => {
        pages.current = [...pages.current, page];
        // Who was quicker than the page finds the panel open for it all the same.
        setAsked((before) => (before === NOTHING ? page : before));
        return () => {
          pages.current = pages.current.filter((it) => it !== page);
        };
      },
    }),
    [],
  );
  useKeySequence("g", "s", () => contain.open());
  return (
    <Context value={contain}>
      {children}
      {asked && (
        <ContainPanel
          key={times}
          asked={asked}
          may={may}
          mayGlobal={mayGlobal}
          stop={stop}
          onClose={() => setAsked(null)}
        />
      )}
    </Context>
  );
}

/** Says what the page it stands on is about, so that the two keys stop that; `incidentId`: and whose stop it will be. */
export function ContainHere({
  scope,
  target,
  label,
  detail,
  incidentId,
}: PageTarget & { incidentId?: string | undefined }) {
  const { here } = useContain();
  // Before anybody can press a key on what they see.
  useLayoutEffect(
    () =>
      here({
        targets: [
          { scope, target, ...(label !== undefined && { label }), ...(detail !== undefined && { detail }) },
        ],
        incidentId,
      }),
    [here, scope, target, label, detail, incidentId],
  );
  return null;
}
