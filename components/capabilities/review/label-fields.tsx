import { TAINT_LABELS, type TaintLabel } from "@/lib/platform/labels/types";
import { CheckField } from "../../ui/check-field";
import { LABEL_WORDS } from "../../containment/label-words";
import type { SpecDraft } from "./draft";
import { Section } from "./section";

type LabelFieldsProps = { draft: SpecDraft; set: (change: Partial<SpecDraft>) => void };

/** What every result of a capability leaves on the session that reads it. */
export function LabelFields({ draft: { resultLabels }, set }: LabelFieldsProps) {
  const toggle = (label: TaintLabel, on: boolean) =>
    set({ resultLabels: on ? [...resultLabels, label] : resultLabels.filter((one) => one !== label) });
  return (
    <Section title="What its results carry">
      <p className="-mt-2 text-sm text-ink-2">
        A session keeps these labels once it has read a result. Rules see them, and the guard keeps such a
        session from capabilities that reach out.
      </p>
      {TAINT_LABELS.map((label) => (
        <CheckField
          key={label}
          label={LABEL_WORDS[label].title}
          hint={LABEL_WORDS[label].meaning}
          checked={resultLabels.includes(label)}
          onChange={(on) => toggle(label, on)}
        />
      ))}
    </Section>
  );
}
