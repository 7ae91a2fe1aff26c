"use client";

import {
  ChartNoAxesGantt,
  ChevronDown,
  FoldHorizontal,
  Keyboard,
  Minus,
  Plus,
  TableIcon,
} from "lucide-react";
import { useMemo, type ReactNode, type Ref } from "react";
import { FilterBar } from "../../filters";
import { Button } from "../../ui/button";
import { Kbd } from "../../ui/kbd";
import { Popover } from "../../ui/popover";
import { Legend } from "./bars";
import { filterFields } from "./filters";
import type { CallAddress } from "./use-call-address";

type ToolbarProps = {
  ref: Ref<HTMLDivElement>;
  address: CallAddress;
  capabilities: readonly string[];
  folds: number;
  zoomed: boolean;
  onZoom: (how: "in" | "out" | "fit") => void;
  failures: number;
  onNextFailure: () => void;
};

/** Filters and how the calls are laid out; all of it in the address but the zoom, which is a glance. */
export function Toolbar(props: ToolbarProps) {
  const { ref, address, capabilities, folds, zoomed, onZoom, failures, onNextFailure } = props;
  const fields = useMemo(() => filterFields(capabilities), [capabilities]);
  const waterfall = address.view === "waterfall";
  return (
    <div ref={ref}>
      <FilterBar fields={fields} positionKeys={[]}>
        <div className="flex flex-wrap items-center gap-1.5">
          <Button disabled={failures === 0} onClick={onNextFailure}>
            Next failure <Kbd>F</Kbd>
          </Button>
          <Toggled
            on={address.order === "failures"}
            onChange={(on) => address.setOrder(on ? "failures" : "time")}
          >
            Failures first
          </Toggled>
          {waterfall && (
            <>
              <Toggled on={address.fold} onChange={address.setFold}>
                <FoldHorizontal aria-hidden />
                {address.fold && folds > 0 ? `${folds} ${folds === 1 ? "gap" : "gaps"} folded` : "Fold gaps"}
              </Toggled>
              <span className="flex items-center" role="group" aria-label="Zoom">
                <Button variant="ghost" size="icon" aria-label="Zoom in" onClick={() => onZoom("in")}>
                  <Plus aria-hidden />
                </Button>
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label="Zoom out"
                  disabled={!zoomed}
                  onClick={() => onZoom("out")}
                >
                  <Minus aria-hidden />
                </Button>
                <Button variant="ghost" disabled={!zoomed} onClick={() => onZoom("fit")}>
                  Fit
                </Button>
              </span>
            </>
          )}
          <Button
            variant="ghost"
            onClick={() => address.setView(waterfall ? "table" : "waterfall")}
            title={waterfall ? "The same calls as a plain table" : "The calls over time"}
          >
            {waterfall ? <TableIcon aria-hidden /> : <ChartNoAxesGantt aria-hidden />}
            {waterfall ? "Table" : "Waterfall"}
          </Button>
          <Help />
        </div>
      </FilterBar>
    </div>
  );
}

function Toggled({
  on,
  onChange,
  children,
}: {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Button
      variant={on ? "secondary" : "ghost"}
      aria-pressed={on}
      onClick={() => onChange(!on)}
      className={on ? "bg-accent-soft text-accent" : ""}
    >
      {children}
    </Button>
  );
}

const KEYS: [string[], string][] = [
  [["↑", "↓"], "from row to row"],
  [["←", "→"], "fold and unfold"],
  [["Enter"], "open the call"],
  [["D"], "why it was decided so"],
  [["F"], "next failure"],
  [["/"], "search"],
  [["+", "−", "0"], "zoom, and fit again"],
  [["Esc"], "close the call"],
];

function Help() {
  return (
    <Popover
      label="Marks and keys"
      align="end"
      trigger={
        <Button variant="ghost" aria-label="Marks and keys">
          <Keyboard aria-hidden />
          <ChevronDown aria-hidden className="-ml-1 size-3" />
        </Button>
      }
    >
      <h2 className="mb-2 text-sm font-semibold">Marks</h2>
      <Legend />
      <h2 className="mt-4 mb-2 text-sm font-semibold">Keys</h2>
      <ul className="grid gap-1 text-sm">
        {KEYS.map(([keys, words]) => (
          <li key={words} className="flex items-center justify-between gap-3 text-ink-2">
            {words}
            <span className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
