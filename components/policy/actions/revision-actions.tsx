"use client";

import { Download, MoreHorizontal } from "lucide-react";
import { useId, useState } from "react";
import type { Convergence, Revision } from "@/lib/revisions/types";
import { useShortcuts } from "../../approvals/use-shortcuts";
import { Button } from "../../ui/button";
import { Dropdown, DropdownItem, DropdownSeparator } from "../../ui/dropdown";
import { StepDialog } from "./step-dialog";
import { offersOf, type Step, type StepOffer } from "./steps";
import { StudioKeys } from "./studio-keys";
import { useFresh } from "./use-fresh";

type RevisionActionsProps = { revision: Revision; convergence?: readonly Convergence[] };

/** What may be done with a revision now: the next step as a button, the rest in a menu, each with its why not. */
export function RevisionActions({ revision, convergence }: RevisionActionsProps) {
  const [open, setOpen] = useState<Step | null>(null);
  const noteId = useId();
  const { leading, more } = offersOf(revision);
  useFresh(revision);
  const start = (step: Step) => {
    const offer = leading.find((each) => each.step === step);
    if (offer?.verdict.ok) setOpen(step);
  };
  useShortcuts({ s: () => start("submit"), p: () => start("publish") });
  const first = leading[0];
  const whyNot = first && whyNotOf(first, revision);
  return (
    <div className="flex max-w-full flex-col items-end gap-1 max-sm:items-start sm:ml-auto">
      <div className="flex flex-wrap items-center gap-2">
        <StudioKeys />
        <Dropdown
          className="max-w-[min(22rem,calc(100vw-2rem))]"
          trigger={
            <Button size="icon" aria-label="More about this revision" title="More">
              <MoreHorizontal aria-hidden />
            </Button>
          }
        >
          {more.map((offer) => (
            <MenuStep key={offer.step} offer={offer} onChoose={() => setOpen(offer.step)} />
          ))}
          {more.length > 0 && <DropdownSeparator />}
          <ExportItem revision={revision} />
        </Dropdown>
        {leading.toReversed().map((offer) => (
          <Button
            key={offer.step}
            variant={offer === first ? "primary" : "secondary"}
            disabled={!offer.verdict.ok}
            aria-describedby={!offer.verdict.ok && offer === first ? noteId : undefined}
            title={offer.verdict.ok ? undefined : offer.verdict.why}
            onClick={() => setOpen(offer.step)}
          >
            {offer.label}…
          </Button>
        ))}
      </div>
      {whyNot && (
        <p id={noteId} className="max-w-md text-right text-xs text-pretty text-ink-3 max-sm:text-left">
          {whyNot}
        </p>
      )}
      {open && (
        <StepDialog
          key={open}
          step={open}
          revision={revision}
          convergence={convergence ?? []}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

/** What is open stands in the list of requirements already: then a word is enough. */
function whyNotOf({ verdict }: StepOffer, { requirements }: Revision): string | null {
  if (verdict.ok) return null;
  const open = requirements.filter(({ met }) => !met).map(({ sentence }) => sentence);
  return open.length > 0 && verdict.why === open.join(" ")
    ? `Needs ${open.length} more of what is listed.`
    : verdict.why;
}

/** Stays reachable by keyboard where it is off, so that its reason can be read. */
function MenuStep({ offer, onChoose }: { offer: StepOffer; onChoose: () => void }) {
  const { label, verdict } = offer;
  return (
    <DropdownItem
      aria-disabled={!verdict.ok}
      className={verdict.ok ? "" : "cursor-not-allowed py-1.5"}
      onSelect={(event) => {
        if (verdict.ok) onChoose();
        else event.preventDefault();
      }}
    >
      <span className="grid min-w-0">
        <span className={verdict.ok ? "" : "text-ink-3"}>{label}…</span>
        {!verdict.ok && <span className="text-xs text-pretty text-ink-3">{verdict.why}</span>}
      </span>
    </DropdownItem>
  );
}

function ExportItem({ revision }: { revision: Revision }) {
  if (!revision.signature) {
    return (
      <DropdownItem
        aria-disabled
        className="cursor-not-allowed py-1.5"
        onSelect={(event) => event.preventDefault()}
      >
        <span className="grid">
          <span className="text-ink-3">Export as a signed package</span>
          <span className="text-xs text-ink-3">It is signed when it first goes into an environment.</span>
        </span>
      </DropdownItem>
    );
  }
  return (
    <DropdownItem asChild>
      <a href={`/api/console/policy/package?id=${revision.id}`} download>
        <Download aria-hidden />
        Export as a signed package
      </a>
    </DropdownItem>
  );
}
