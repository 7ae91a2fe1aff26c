"use client";

import { reachOf, reachWords, SIGNAL_WORDS } from "@/lib/quarantine/words";
import { Input } from "../ui/input";
import { WEIGHT_KEYS, type Draft, type WeightKey } from "./model";

type WeightsTableProps = {
  weights: Draft["weights"];
  terms: { threshold: number; halfLifeSeconds: number };
  errors: Readonly<Record<string, string>>;
  disabled: boolean;
  onChange: (key: WeightKey, value: string) => void;
};

/** What each signal adds to a session's risk, and what of it alone is enough. */
export function WeightsTable({ weights, terms, errors, disabled, onChange }: WeightsTableProps) {
  return (
    <table className="w-full max-w-3xl text-sm">
      <caption className="sr-only">Points that each signal adds to the risk of a session</caption>
      <thead className="hidden text-left text-xs text-ink-3 sm:table-header-group">
        <tr className="border-b border-line">
          <th scope="col" className="py-2 pr-4 font-medium">
            What happens
          </th>
          <th scope="col" className="py-2 pr-4 font-medium">
            Points
          </th>
          <th scope="col" className="py-2 font-medium">
            Enough by itself
          </th>
        </tr>
      </thead>
      <tbody>
        {WEIGHT_KEYS.map((key) => {
          const { one, meaning } = SIGNAL_WORDS[key];
          const error = errors[`weights.${key}`];
          const reach = reachOf(key, Number(weights[key]), terms);
          return (
            <tr
              key={key}
              className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-b border-line py-2.5 sm:table-row sm:py-0"
            >
              <th scope="row" className="text-left font-normal sm:py-2.5 sm:pr-4">
                <label htmlFor={`weight-${key}`} className="font-medium first-letter:uppercase sm:block">
                  {one.charAt(0).toUpperCase() + one.slice(1)}
                </label>
                <span className="block text-xs text-ink-3">{meaning}</span>
              </th>
              <td className="sm:py-2.5 sm:pr-4 sm:align-top">
                <Input
                  id={`weight-${key}`}
                  name={`weights.${key}`}
                  type="number"
                  inputMode="decimal"
                  min={0}
                  max={100}
                  step={0.1}
                  className="w-20 tabular-nums"
                  value={weights[key]}
                  disabled={disabled}
                  aria-invalid={error ? true : undefined}
                  aria-describedby={`weight-${key}-note`}
                  onChange={(event) => onChange(key, event.target.value)}
                />
              </td>
              <td
                id={`weight-${key}-note`}
                className="col-span-2 mt-1 text-xs text-ink-3 sm:mt-0 sm:py-2.5 sm:align-top sm:text-sm"
              >
                {error ? (
                  <span className="text-deny">{error}</span>
                ) : reach ? (
                  reachWords(key, reach)
                ) : (
                  "Never"
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
