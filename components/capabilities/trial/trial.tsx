"use client";

import { Play, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { CapabilityDetail } from "@/lib/capabilities/types";
import type { TryCapabilityInput } from "@/lib/gateway/schemas";
import type { TrialAnswer as Answer } from "@/lib/gateway/types";
import type { JsonObject } from "@/lib/platform/json/types";
import type { ActionResult } from "@/lib/web/types";
import { Panel } from "../../page/panel";
import { Button } from "../../ui/button";
import { Field, FormError } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import { CheckField } from "../../ui/check-field";
import { parseObject, type FieldErrors } from "../review/draft";
import { ArgumentsForm } from "./arguments-form";
import { argumentsFrom, sampleArguments, trialFields } from "./fields";
import { TrialAnswer } from "./trial-answer";

export type TryAction = (input: TryCapabilityInput) => Promise<ActionResult<Answer>>;

type TrialProps = { capability: CapabilityDetail; action: TryAction; refused: string | undefined };

const ENVIRONMENTS = ["production", "staging", "preview"] as const;
type Environment = (typeof ENVIRONMENTS)[number];

/** One real call by the reader's own test agent: decided, recorded and run as any agent's call is. */
export function Trial({ capability, action, refused }: TrialProps) {
  const { inputSchema } = capability;
  const fields = trialFields(inputSchema);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [asJson, setAsJson] = useState(fields === null);
  const [typed, setTyped] = useState(() =>
    Object.fromEntries((fields ?? []).map(({ name, initial }) => [name, initial])),
  );
  const [json, setJson] = useState(() => JSON.stringify(sampleArguments(inputSchema), null, 2));
  const [context, setContext] = useState("");
  const [environment, setEnvironment] = useState<Environment>("production");
  const [agreed, setAgreed] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null);

  const args = asJson || !fields ? parseObject(json) : argumentsFrom(fields, typed);
  const said = context.trim() === "" ? {} : parseObject(context);
  const grave = !capability.reviewed || !capability.reversible;
  const ready = args !== undefined && said !== undefined && (!grave || agreed) && refused === undefined;

  const send = async (sessionId?: string) => {
    if (!ready) return;
    const input: TryCapabilityInput = {
      capabilityId: capability.id,
      arguments: args,
      environment,
      ...(context.trim() !== "" && { context: said }),
      ...(sessionId && { sessionId }),
    };
    setPending(true);
    setFailure(null);
    const got = await action(input).catch(unreachable);
    setPending(false);
    if (got.ok) setAnswer(got.data);
    else setFailure(got.message);
  };
  const showJson = (next: boolean) => {
    if (next && fields) setJson(JSON.stringify(argumentsFrom(fields, typed), null, 2));
    setAsJson(next);
  };
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Panel
        title="Call"
        actions={
          fields && (
            <Button size="sm" variant="ghost" onClick={() => showJson(!asJson)}>
              {asJson ? "As a form" : "As JSON"}
            </Button>
          )
        }
      >
        <form
          noValidate
          aria-label="Try it"
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (!pending) void send();
          }}
        >
          <p className="flex items-start gap-2 rounded-md bg-hold-soft px-3 py-2 text-sm text-pretty text-hold">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            This is a real call: your own test agent sends it through the real pipeline, and what it does to{" "}
            {capability.upstream.name} is done.
          </p>
          {asJson || !fields ? (
            <JsonField name="arguments" label="Arguments" value={json} onChange={setJson} rows={8} />
          ) : (
            <ArgumentsForm
              fields={fields}
              typed={typed}
              onChange={(name, text) => setTyped((before) => ({ ...before, [name]: text }))}
              errors={faultsOf(answer)}
            />
          )}
          <details>
            <summary className="min-h-6 cursor-pointer rounded-xs text-sm text-ink-3 hover:text-ink">
              Context and environment
            </summary>
            <div className="grid gap-4 pt-3">
              <JsonField
                name="context"
                label="Context"
                hint="What the agent says about the call: a JSON object, or nothing."
                value={context}
                onChange={setContext}
                rows={2}
                optional
              />
              <Field name="environment" label="Environment" hint="Whose policy decides.">
                {(control) => (
                  <Select
                    {...control}
                    className="sm:max-w-60"
                    value={environment}
                    onValueChange={(next) => setEnvironment(next as Environment)}
                    options={ENVIRONMENTS.map((value) => ({ value, label: value }))}
                  />
                )}
              </Field>
            </div>
          </details>
          {grave && (
            <CheckField
              label="I know what this call does"
              hint={
                capability.reviewed
                  ? "Its effect can't be undone."
                  : "Nobody has reviewed this definition: all that is known of it is its upstream's own word."
              }
              checked={agreed}
              onChange={setAgreed}
            />
          )}
          {failure && <FormError>{failure}</FormError>}
          <div className="flex flex-wrap items-center gap-3">
            <Button
              type="submit"
              variant="primary"
              pending={pending}
              disabled={!ready}
              aria-describedby="trial-note"
            >
              {!pending && <Play aria-hidden />}
              Call it
            </Button>
            <p id="trial-note" className="min-w-0 flex-1 basis-48 text-xs text-ink-3">
              {refused ?? "Recorded like any other call, and in the audit log under your name."}
            </p>
          </div>
        </form>
      </Panel>
      <div aria-live="polite" className="min-w-0">
        {answer ? (
          <TrialAnswer answer={answer} pending={pending} onAgain={() => void send(answer.sessionId)} />
        ) : (
          <Panel title="Answer">
            <p className="py-6 text-center text-sm text-pretty text-ink-3">
              {pending
                ? "The call is on its way…"
                : "The decision, its rule and the tool's answer appear here."}
            </p>
          </Panel>
        )}
      </div>
    </div>
  );
}

/** The connection broke while a real call was on its way: what became of it is not known here. */
function unreachable(): { ok: false; message: string } {
  const message =
    "The console did not answer, so it is not known whether the call ran. Look at the last calls before you try again.";
  return { ok: false, message };
}

/** What the gateway found wrong with the arguments, by their names. */
function faultsOf(answer: Answer | null): FieldErrors {
  const faults = answer?.problem?.faults ?? [];
  return Object.fromEntries(
    faults.flatMap(({ pointer, detail }) => {
      const name = /^\/arguments\/([^/]+)/.exec(pointer)?.[1];
      return name === undefined ? [] : [[name.replaceAll("~1", "/").replaceAll("~0", "~"), detail]];
    }),
  );
}

type JsonFieldProps = {
  name: string;
  label: string;
  hint?: string;
  value: string;
  onChange: (text: string) => void;
  rows: number;
  optional?: boolean;
};

function JsonField({ name, label, hint, value, onChange, rows, optional }: JsonFieldProps) {
  const read: JsonObject | undefined = optional && value.trim() === "" ? {} : parseObject(value);
  return (
    <Field name={name} label={label} hint={hint} error={read ? undefined : "Write a JSON object."}>
      {(control) => (
        <Textarea
          {...control}
          rows={rows}
          spellCheck={false}
          value={value}
          className="min-h-14 font-mono md:text-xs"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
