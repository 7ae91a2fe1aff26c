"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState, type ComponentProps } from "react";
import type { PolicyTemplate } from "@/lib/policy/check-types";
import type { Verdict } from "@/lib/revisions/types";
import { getJson } from "../../providers/query-provider";
import { Button } from "../../ui/button";
import { Field, FormError } from "../../ui/field";
import { Input } from "../../ui/input";
import { UrlSheet } from "../../ui/sheet";
import { RiskBadge } from "../../ui/status-badge";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";
import { CodeLines } from "../code-lines";
import { revisionHref } from "../hrefs";

type Lines = ComponentProps<typeof CodeLines>["lines"];
type TemplateSheetProps = {
  template: PolicyTemplate;
  /** The document with every parameter at its default. */
  lines: Lines;
  may: Verdict;
  closeHref: string;
};

/** One template: its parameters, the document they make, and the button that makes a draft of it. */
export function TemplateSheet({ template, lines, may, closeHref }: TemplateSheetProps) {
  const { id, name, description, riskLevel, useCase, parameters } = template;
  const actions = usePolicyActions();
  const router = useRouter();
  const { run, pending, refusal } = useRun();
  const [values, setValues] = useState(() =>
    Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default])),
  );
  const asked = useDeferredValue(values);
  const edited = parameters.some((parameter) => asked[parameter.name] !== parameter.default);
  const preview = useQuery({
    queryKey: ["policy-template", id, asked],
    queryFn: ({ signal }) =>
      getJson<{ lines: Lines }>(
        `/api/console/policy/template?${new URLSearchParams({ ...asked, id }).toString()}`,
        signal,
      ),
    enabled: may.ok && edited,
    placeholderData: (before) => before,
    retry: false,
  });
  const shown = edited ? (preview.data?.lines ?? lines) : lines;
  const begin = async () => {
    const made = await run(
      () =>
        actions.createDraft({ title: name, from: { kind: "template", templateId: id, parameters: values } }),
      "Draft begun",
    );
    if (made) router.push(revisionHref(made.id, { tab: "write" }));
  };
  return (
    <UrlSheet
      title={name}
      subtitle={
        <>
          <RiskBadge level={riskLevel} />
          <span className="text-sm text-ink-3">{useCase}</span>
        </>
      }
      closeHref={closeHref}
      footer={
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p id="template-note" className="min-w-0 flex-1 text-xs text-ink-3">
            {may.ok
              ? "Nothing is in force by this: a draft is tested, reviewed and published first."
              : may.why}
          </p>
          <Button
            variant="primary"
            pending={pending}
            disabled={!may.ok}
            aria-describedby="template-note"
            onClick={() => void begin()}
          >
            Begin a draft
          </Button>
        </div>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        {refusal && <FormError>{refusal.message}</FormError>}
        <p className="text-sm text-pretty text-ink-2">{description}</p>
        {parameters.map((parameter) => (
          <Field
            key={parameter.name}
            name={parameter.name}
            label={parameter.label}
            hint={parameter.description}
            error={refusal?.fieldErrors[parameter.name]}
          >
            {(control) => (
              <Input
                {...control}
                value={values[parameter.name] ?? ""}
                maxLength={200}
                spellCheck={false}
                autoComplete="off"
                disabled={!may.ok}
                className="font-mono"
                onChange={(event) => setValues({ ...values, [parameter.name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {preview.error && edited && <FormError>{preview.error.message}</FormError>}
        <div className="overflow-clip rounded-md border border-line bg-sunken">
          <CodeLines lines={shown} label={`Document of the template ${name}`} />
        </div>
      </div>
    </UrlSheet>
  );
}
