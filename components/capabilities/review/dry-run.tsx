"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useId, useState } from "react";
import type { CompensationMapping, CompensationPlan } from "@/lib/capabilities/types";
import type { CapabilityCall } from "@/lib/calls/types";
import { postJson } from "../../policy/editor/post-json";
import { getJson } from "../../providers/query-provider";
import { Button } from "../../ui/button";
import { Field, FormError } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { JsonTree } from "../../ui/json-tree";
import { SafeText } from "../../ui/safe-text";
import { Select } from "../../ui/select";
import { relativeTime } from "../../ui/time-format";
import { parseObject } from "./draft";

type DryRunProps = {
  capability: { id: string; name: string };
  /** The compensation as it is being written; null while it cannot be read. */
  compensation: { capability: string; mapping: CompensationMapping } | null;
  /** Why there is nothing to try, where it is null. */
  why?: string;
};

type Parts = { arguments: string; result: string };

/** What would be called to take one call back. Nothing is called by this. */
export function DryRun({ capability, compensation, why }: DryRunProps) {
  const [parts, setParts] = useState<Parts>({ arguments: "{}", result: "{}" });
  const [error, setError] = useState<string | null>(null);
  const [plan, setPlan] = useState<CompensationPlan | null>(null);
  const [pending, setPending] = useState(false);
  const [args, result] = [parseObject(parts.arguments), parseObject(parts.result)];
  const set = (change: Partial<Parts>) => {
    setParts({ ...parts, ...change });
    setPlan(null);
  };
  const run = async () => {
    if (!compensation || !args || !result) return;
    setPending(true);
    setError(null);
    const input = { capabilityId: capability.id, compensation, arguments: args, result };
    await postJson<CompensationPlan>("/api/console/capabilities/dry-run", input).then(
      setPlan,
      (reason: unknown) => setError(reason instanceof Error ? reason.message : "It could not be tried."),
    );
    setPending(false);
  };
  return (
    <details className="rounded-md border border-line">
      <summary className="flex min-h-9 cursor-pointer items-center px-3 text-sm font-medium">Dry run</summary>
      <div className="grid gap-3 border-t border-line p-3">
        <p className="text-xs text-ink-3">
          Shows the call that would take another one back. Nothing runs and nothing is recorded.
        </p>
        <CallChoice capability={capability.name} onChoose={set} />
        <JsonField
          label="Arguments of the call"
          value={parts.arguments}
          onChange={(text) => set({ arguments: text })}
        />
        <JsonField
          label="Result of the call"
          value={parts.result}
          onChange={(text) => set({ result: text })}
        />
        <div className="flex flex-wrap items-center gap-3">
          <Button pending={pending} disabled={!compensation || !args || !result} onClick={() => void run()}>
            {!pending && <FlaskConical aria-hidden />}
            Dry run
          </Button>
          {!compensation && why && <p className="text-xs text-ink-3">{why}</p>}
        </div>
        {error && <FormError>{error}</FormError>}
        <div aria-live="polite">{plan && <Plan plan={plan} />}</div>
      </div>
    </details>
  );
}

function Plan({ plan }: { plan: CompensationPlan }) {
  return (
    <section aria-label="The compensating call" className="grid gap-2">
      <p className="text-sm">
        {plan.faults.length === 0 ? "It would be called: " : "It could not be called as it stands: "}
        <code className="font-mono text-xs">{plan.capability}</code>
      </p>
      <JsonTree label="Arguments of the compensating call" value={plan.arguments} />
      {plan.faults.length > 0 && (
        <ul aria-label="What does not fit" className="grid gap-1">
          {plan.faults.map(({ pointer, detail }, n) => (
            <li key={n} className="text-xs wrap-anywhere text-deny">
              <code className="font-mono">
                <SafeText oneLine>{pointer || "/"}</SafeText>
              </code>{" "}
              <SafeText oneLine>{detail}</SafeText>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A real call whose arguments and result fill the two texts. */
function CallChoice({ capability, onChoose }: { capability: string; onChoose: (parts: Parts) => void }) {
  const [chosen, setChosen] = useState("");
  const [error, setError] = useState<string>();
  const query = new URLSearchParams({ capability }).toString();
  const { data } = useQuery({
    queryKey: ["capabilities", "calls", capability],
    queryFn: ({ signal }) =>
      getJson<{ calls: CapabilityCall[]; now: number }>(`/api/console/capabilities/calls?${query}`, signal),
  });
  const choose = async (id: string) => {
    setChosen(id);
    setError(undefined);
    await getJson<{ arguments: unknown; result: unknown }>(`/api/console/capabilities/calls/${id}`).then(
      (call) =>
        onChoose({
          arguments: JSON.stringify(call.arguments ?? {}, null, 2),
          result: JSON.stringify(call.result ?? {}, null, 2),
        }),
      (reason: unknown) => setError(reason instanceof Error ? reason.message : "It could not be read."),
    );
  };
  const calls = data?.calls ?? [];
  if (data && calls.length === 0)
    return <p className="text-sm text-ink-3">It has not been called lately: write a call yourself.</p>;
  return (
    <Field name="call" label="Take it from a real call" error={error}>
      {(control) => (
        <Select
          {...control}
          value={chosen}
          placeholder={data ? "Choose a call" : "Reading the newest calls…"}
          disabled={!data}
          onValueChange={(id) => void (id && choose(id))}
          options={calls.map((call) => ({
            value: call.id,
            label: `${call.state.replace("_", " ")}, ${relativeTime(Date.parse(call.decidedAt), data?.now ?? 0)}, by ${call.agent}`,
          }))}
        />
      )}
    </Field>
  );
}

type JsonFieldProps = { label: string; value: string; onChange: (text: string) => void };

function JsonField({ label, value, onChange }: JsonFieldProps) {
  const name = useId();
  const error = parseObject(value) ? undefined : "Write a JSON object.";
  return (
    <Field name={name} label={label} error={error}>
      {(control) => (
        <Textarea
          {...control}
          rows={4}
          spellCheck={false}
          value={value}
          className="font-mono md:text-xs"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
