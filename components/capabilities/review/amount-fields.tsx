import { CircleAlert, Plus, X } from "lucide-react";
import { useId } from "react";
import type { Amount, AmountKind, CapabilityDetail } from "@/lib/capabilities/types";
import { Button } from "../../ui/button";
import { Input } from "../../ui/input";
import { Select } from "../../ui/select";
import { pointersOf, type FieldErrors, type SpecDraft } from "./draft";
import { Section } from "./section";

const KINDS = [
  { value: "money", label: "Money" },
  { value: "records", label: "Records" },
] as const satisfies readonly { value: AmountKind; label: string }[];
const SIDES = [
  { value: "arguments", label: "in the call's arguments" },
  { value: "result", label: "in the call's result" },
] as const satisfies readonly { value: Amount["from"]; label: string }[];
/** As many as the registry takes. */
const MAX = 4;

type AmountFieldsProps = {
  capability: CapabilityDetail;
  draft: SpecDraft;
  set: (change: Partial<SpecDraft>) => void;
  errors: FieldErrors;
};

/** What one call moves: incidents add it up. */
export function AmountFields({ capability, draft: { amounts }, set, errors }: AmountFieldsProps) {
  const listId = useId();
  const change = (index: number, part: Partial<Amount>) =>
    set({ amounts: amounts.map((it, n) => (n === index ? { ...it, ...part } : it)) });
  return (
    <Section title="What one call moves">
      <p className="-mt-2 text-sm text-ink-2">
        Where a call says how much money or how many records it is about. An incident adds up what was moved.
      </p>
      <datalist id={`${listId}-arguments`}>
        {pointersOf(capability.inputSchema).map((pointer) => (
          <option key={pointer} value={pointer} />
        ))}
      </datalist>
      <datalist id={`${listId}-result`}>
        {pointersOf(capability.outputSchema, "/structuredContent").map((pointer) => (
          <option key={pointer} value={pointer} />
        ))}
      </datalist>
      {amounts.map((amount, index) => (
        <Row
          // Rows have no other name, and are only added and removed.
          key={index}
          number={index + 1}
          amount={amount}
          listId={listId}
          errors={errors}
          onChange={(part) => change(index, part)}
          onRemove={() => set({ amounts: amounts.filter((_, n) => n !== index) })}
        />
      ))}
      <Button
        size="sm"
        className="justify-self-start"
        disabled={amounts.length >= MAX}
        onClick={() =>
          set({ amounts: [...amounts, { of: "money", from: "arguments", pointer: "", unit: "" }] })
        }
      >
        <Plus aria-hidden />
        Add an amount
      </Button>
    </Section>
  );
}

type RowProps = {
  number: number;
  amount: Amount;
  listId: string;
  errors: FieldErrors;
  onChange: (part: Partial<Amount>) => void;
  onRemove: () => void;
};

function Row({ number, amount, listId, errors, onChange, onRemove }: RowProps) {
  const id = useId();
  const at = `amounts.${number - 1}`;
  const [pointerFault, unitFault] = [errors[`${at}.pointer`], errors[`${at}.unit`]];
  const fault = pointerFault ?? unitFault;
  const aria = (wrong: string | undefined) =>
    wrong ? { "aria-invalid": true as const, "aria-describedby": `${id}-fault` } : {};
  const money = amount.of === "money";
  return (
    <div
      role="group"
      aria-label={`Amount ${number}`}
      className="grid gap-2 sm:grid-cols-[7rem_7rem_13rem_minmax(0,1fr)_auto]"
    >
      <Select
        aria-label="What is moved"
        options={KINDS}
        value={amount.of}
        onValueChange={(of) => onChange({ of: of as AmountKind })}
      />
      <Input
        aria-label={money ? "Currency" : "What one record is called"}
        value={amount.unit}
        placeholder={money ? "EUR" : "customer"}
        maxLength={40}
        onChange={(event) =>
          onChange({ unit: money ? event.target.value.toUpperCase() : event.target.value })
        }
        {...aria(unitFault)}
      />
      <Select
        aria-label="Where it says how much"
        options={SIDES}
        value={amount.from}
        onValueChange={(from) => onChange({ from: from as Amount["from"] })}
      />
      <Input
        aria-label="The place there, as a JSON Pointer"
        list={`${listId}-${amount.from}`}
        value={amount.pointer}
        placeholder={amount.from === "arguments" ? "/amount" : "/structuredContent/ids"}
        maxLength={500}
        spellCheck={false}
        className="font-mono md:text-xs"
        onChange={(event) => onChange({ pointer: event.target.value })}
        {...aria(pointerFault)}
      />
      <Button
        variant="ghost"
        size="iconSm"
        aria-label={`Remove amount ${number}`}
        title="Remove"
        className="justify-self-end"
        onClick={onRemove}
      >
        <X aria-hidden />
      </Button>
      {fault && (
        <p id={`${id}-fault`} className="flex items-start gap-1.5 text-xs text-deny sm:col-span-5">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {fault}
        </p>
      )}
    </div>
  );
}
