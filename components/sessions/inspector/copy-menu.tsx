"use client";

import { ChevronDown, Copy } from "lucide-react";
import type { CallInspection } from "@/lib/calls/waterfall/types";
import { ApiError, getJson } from "../../providers/query-provider";
import { Button } from "../../ui/button";
import { Dropdown, DropdownItem } from "../../ui/dropdown";
import { toast } from "../../ui/toast";
import { curlOf } from "./curl";

/** The call to take away: its address or id, as a command, as a test of the policy. */
export function CopyMenu({ call }: { call: CallInspection }) {
  const curl = curlOf(call);
  const byPolicy = call.decision.policyRevisionId !== null;
  return (
    <Dropdown
      trigger={
        <Button size="sm">
          <Copy aria-hidden /> Copy <ChevronDown aria-hidden />
        </Button>
      }
    >
      <DropdownItem onSelect={() => void copy(linkOf(call), "Link copied")}>Link to this call</DropdownItem>
      <DropdownItem onSelect={() => void copy(call.id, "Call id copied")}>Call id</DropdownItem>
      <DropdownItem
        disabled={curl === null}
        onSelect={() => void copy(curl ?? "", "Command copied: set AGENTGATE_URL and AGENTGATE_API_KEY")}
      >
        As curl{curl === null && <Why>arguments too long</Why>}
      </DropdownItem>
      <DropdownItem disabled={!byPolicy} onSelect={() => void copyTest(call)}>
        As policy test{!byPolicy && <Why>no policy was asked</Why>}
      </DropdownItem>
    </Dropdown>
  );
}

function Why({ children }: { children: string }) {
  return <span className="text-xs text-ink-3">({children})</span>;
}

function linkOf({ id, sessionId }: CallInspection): string {
  return `${location.origin}/sessions/${sessionId}?call=${id}`;
}

async function copyTest({ id, sessionId }: CallInspection): Promise<void> {
  try {
    const { yaml } = await getJson<{ yaml: string }>(
      `/api/console/sessions/${sessionId}/calls/${id}/policy-test`,
    );
    await copy(yaml, "Policy test copied");
  } catch (error) {
    toast.error(error instanceof ApiError ? error.message : "The test could not be made.");
  }
}

async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.success(said);
  } catch {
    toast.error("The browser did not allow copying.");
  }
}
