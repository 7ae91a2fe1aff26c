"use client";

import { Plus } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useMemo, useRef, useState } from "react";
import type { ChainParts } from "@/lib/approvals/chains/types";
import { chainChanges, chainInWords, type NameBook } from "@/lib/approvals/chains/words";
import { ChainName, type ChainSpec } from "@/lib/approvals/schemas";
import { NewerNotice } from "../../page/newer-notice";
import { Panel } from "../../page/panel";
import { useRun } from "../../policy/actions/use-run";
import { useGuard } from "../../policy/editor/use-guard";
import { Button } from "../../ui/button";
import { Field, FormError } from "../../ui/field";
import { Input } from "../../ui/input";
import { Link } from "../../ui/link";
import { useSetupActions } from "../actions";
import { draftOf, freeName, moved, newStep, readDraft, type ChainDraft } from "./draft";
import { StepFields } from "./step-fields";
import { TimingFields } from "./timing-fields";
import { TrialPanel } from "./trial-panel";

/** The schema's own bound. */
const MOST_STEPS = 5;

type ChainEditorProps = {
  /** The chain that is edited, as it stands on the server now; null for a new one. */
  chain: { name: string; version: number; spec: ChainSpec } | null;
  /** What a new one begins as. */
  begin: ChainSpec;
  parts: ChainParts;
  names: NameBook;
};

/** Writes a chain: its form on the left; in words, and with the people it comes to, on the right. */
export function ChainEditor({ chain, begin, parts, names }: ChainEditorProps) {
  const actions = useSetupActions();
  const router = useRouter();
  const { run, pending, refusal, clear } = useRun();
  const [base, setBase] = useState({ version: chain?.version ?? 0, spec: chain?.spec ?? null });
  const [name, setName] = useState(chain?.name ?? "");
  const [note, setNote] = useState("");
  const [draft, setDraft] = useState<ChainDraft>(() => draftOf(chain?.spec ?? begin));
  const [tried, setTried] = useState(false);
  const [left, setLeft] = useState(false);
  const { spec, meant, faults } = useMemo(() => readDraft(draft), [draft]);
  const { said, tell, form } = useTelling();
  const changed = spec === null || JSON.stringify(spec) !== JSON.stringify(base.spec);
  useGuard(changed && !left && base.spec !== null);
  const set = (change: Partial<ChainDraft>) => {
    setDraft((now) => ({ ...now, ...change }));
    clear();
  };
  const nameFault =
    chain || ChainName.safeParse(name).success ? undefined : "Lower-case words with hyphens between them";
  const shown = {
    ...(tried ? faults : withoutEmpty(faults)),
    ...refusalFaults(refusal?.fieldErrors),
    ...(tried && nameFault && { name: nameFault }),
  };
  const save = async () => {
    setTried(true);
    if (spec === null || nameFault) return tell("", undefined, true);
    const saved = await run(
      async () => {
        const answer = await actions.saveChain({ name, spec, note, baseVersion: base.version });
        // Somebody was first: what they saved is shown above what was typed here.
        if (!answer.ok && answer.code === "CONFLICT") router.refresh();
        return answer;
      },
      ({ version }) => `${name} is saved as version ${version}`,
    );
    if (!saved) return;
    setLeft(true);
    // Safe because it is one of our own routes.
    router.push(`/approvals/chains/${saved.name}` as Route);
  };
  const { steps } = draft;
  const newer = chain !== null && chain.version > base.version && !left ? chain : null;
  const adopt = () => {
    if (!newer) return;
    setBase({ version: newer.version, spec: newer.spec });
    setDraft(draftOf(newer.spec));
    clear();
  };
  const add = () => {
    const step = newStep(
      freeName(
        "Step",
        steps.map(({ name: taken }) => taken),
      ),
    );
    set({ steps: [...steps, step] });
    tell(`${step.name} added`, step.key);
  };
  const remove = (n: number) => {
    set({ steps: steps.filter((_, other) => other !== n) });
    tell(`${steps[n]?.name ?? "Step"} removed`, (steps[n + 1] ?? steps[n - 1])?.key);
  };
  const wrong = Object.keys(faults).length + (nameFault ? 1 : 0);
  return (
    <form
      ref={form}
      noValidate
      autoComplete="off"
      className="grid items-start gap-5 px-4 pb-10 md:px-6 lg2:grid-cols-[minmax(0,1fr)_22rem]"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) void save();
      }}
    >
      <div className="grid min-w-0 gap-5">
        {newer && (
          <div className="-mt-4">
            <NewerNotice action="Show theirs instead" onAdopt={adopt}>
              {`Somebody has saved version ${newer.version} since you began. ${chainChanges(base.spec ?? newer.spec, newer.spec, names).join(" ")}`}
            </NewerNotice>
            <Button
              size="sm"
              className="mt-2"
              onClick={() => {
                setBase({ version: newer.version, spec: newer.spec });
                clear();
              }}
            >
              Keep mine, to be saved after theirs
            </Button>
          </div>
        )}
        {!chain && (
          <Field
            name="name"
            label="Name"
            error={shown.name}
            hint="What a policy's rule writes. It stays: another name is another chain."
            className="max-w-md"
            required
          >
            {(control) => (
              <Input
                {...control}
                value={name}
                maxLength={60}
                spellCheck={false}
                autoCapitalize="off"
                className="font-mono"
                onChange={(event) => {
                  setName(event.target.value);
                  clear();
                }}
              />
            )}
          </Field>
        )}
        <section className="grid gap-3" aria-labelledby="steps-title">
          <h2 id="steps-title" className="text-sm font-semibold">
            Steps, one after the other
          </h2>
          <ol className="grid gap-3">
            {steps.map((step, n) => (
              <li key={step.key}>
                <StepFields
                  step={step}
                  at={n}
                  of={steps.length}
                  parts={parts}
                  faults={shown}
                  tell={tell}
                  onChange={(next) => set({ steps: steps.map((one, other) => (other === n ? next : one)) })}
                  onMove={(to) => {
                    set({ steps: moved(steps, n, to) });
                    tell(`${step.name} is step ${to + 1} of ${steps.length}`);
                  }}
                  onRemove={() => remove(n)}
                />
              </li>
            ))}
          </ol>
          <span className="flex flex-wrap items-center gap-3">
            <Button disabled={steps.length >= MOST_STEPS} onClick={add}>
              <Plus aria-hidden />
              Add a step
            </Button>
            {steps.length >= MOST_STEPS && (
              <span className="text-xs text-ink-3">Five steps are the most a chain can have.</span>
            )}
          </span>
        </section>
        <Panel title="No, later, and instead">
          <TimingFields draft={draft} parts={parts} faults={shown} set={set} />
        </Panel>
        <p role="status" className="sr-only">
          {said}
        </p>
      </div>
      <div className="grid min-w-0 gap-5 lg2:sticky lg2:top-[calc(var(--topbar-h)+1rem)]">
        <Panel title="In words">
          <p className="text-sm text-pretty">{chainInWords(meant, names)}</p>
        </Panel>
        <TrialPanel spec={spec} agents={parts.agents} />
      </div>
      <div className="grid min-w-0 gap-3 border-t border-line pt-5">
        {tried && wrong > 0 && (
          <FormError>{wrong === 1 ? "One thing has" : `${wrong} things have`} to be mended first.</FormError>
        )}
        {refusal && <FormError>{refusal.message}</FormError>}
        <Field
          name="note"
          label="Why (optional)"
          hint="Kept with the version, for whoever reads its history."
        >
          {(control) => (
            <Input
              {...control}
              value={note}
              maxLength={300}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            variant="primary"
            pending={pending}
            disabled={!changed}
            aria-describedby="save-note"
          >
            {chain ? `Save as version ${base.version + 1}` : "Create the chain"}
          </Button>
          <Button asChild>
            <Link href={(chain ? `/approvals/chains/${chain.name}` : "/approvals/chains") as Route}>
              Cancel
            </Link>
          </Button>
          <p id="save-note" className="min-w-0 flex-1 text-xs text-ink-3">
            {changed
              ? "It holds for calls that are held from then on. What waits already keeps its version."
              : "Nothing is changed."}
          </p>
        </div>
      </div>
    </form>
  );
}

/** What a fresh form doesn't nag about before somebody tried to save: what is only not chosen yet. */
function withoutEmpty(faults: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(faults).filter(([field]) => !/\.(teamId|userIds|name)$/.test(field)),
  );
}

/** The server speaks of the input as a whole; the form's fields are below its `spec`. */
function refusalFaults(fieldErrors: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldErrors).map(([field, fault]) => [field.replace(/^spec\./, ""), fault]),
  );
}

/** Says aloud what happened, and brings the focus where it belongs once that is there. */
function useTelling() {
  const form = useRef<HTMLFormElement>(null);
  const [said, setSaid] = useState("");
  const tell = (what: string, focus?: string, toFault = false) => {
    setSaid(what);
    const target = toFault ? "[aria-invalid=true]" : focus && `[data-key="${focus}"]`;
    if (!target) return;
    requestAnimationFrame(() => {
      const field = form.current?.querySelector<HTMLInputElement>(target);
      field?.focus();
      if (field instanceof HTMLInputElement && !toFault) field.select();
    });
  };
  return { said, tell, form };
}
