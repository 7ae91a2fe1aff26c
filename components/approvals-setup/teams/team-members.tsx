"use client";

import { X } from "lucide-react";
import { useId } from "react";
import type { ChainParts } from "@/lib/approvals/chains/types";
import type { TeamRow } from "@/lib/approvals/teams/types";
import type { Verdict } from "@/lib/revisions/types";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { FormError } from "../../ui/field";
import { SafeText } from "../../ui/safe-text";
import { Select } from "../../ui/select";
import { useSetupActions } from "../actions";

type TeamMembersProps = { team: TeamRow; people: ChainParts["people"]; may: Verdict };

/** Who is in a team. Each change counts at once, also for what waits. */
export function TeamMembers({ team, people, may }: TeamMembersProps) {
  const actions = useSetupActions();
  const { run, pending, refusal } = useRun();
  const addId = useId();
  const { members } = team;
  const others = people.filter(({ id }) => !members.some(({ userId }) => userId === id));
  const add = (userId: string) =>
    run(() => actions.addMember({ teamId: team.id, userId }), "Added: it counts from now on");
  const remove = async (userId: string) => {
    await run(() => actions.removeMember({ teamId: team.id, userId }), "Taken out, from now on");
    document.getElementById(addId)?.focus();
  };
  return (
    <section className="grid gap-2">
      <h3 className="text-sm font-semibold">
        Members <span className="font-normal text-ink-3 tabular-nums">{members.length}</span>
      </h3>
      {refusal && <FormError>{refusal.message}</FormError>}
      {members.length === 0 ? (
        <p className="text-sm text-ink-3">Nobody yet: a group of this team could never say yes.</p>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line">
          {members.map(({ userId, name, email, decides }) => (
            <li key={userId} className="flex min-w-0 items-center gap-2 py-1 pr-1 pl-3">
              <span className="grid min-w-0 flex-1 leading-snug">
                <span className="truncate text-sm">
                  <SafeText oneLine>{name}</SafeText>
                </span>
                <span className="truncate text-xs text-ink-3">
                  {email}
                  {!decides && (
                    <span className="text-hold"> · has no role that decides, so doesn’t count</span>
                  )}
                </span>
              </span>
              <Button
                size="iconSm"
                variant="ghost"
                aria-label={`Take ${name} out`}
                disabled={!may.ok}
                pending={pending}
                onClick={() => void remove(userId)}
              >
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Select
        // Empty again after each choice.
        key={members.length}
        id={addId}
        aria-label="Add a member"
        placeholder={others.length === 0 ? "Everybody is in it" : "Add a member"}
        disabled={!may.ok || others.length === 0 || pending}
        onValueChange={(userId) => userId !== "" && void add(userId)}
        options={others.map(({ id, name, email, decides }) => ({
          value: id,
          label: name,
          hint: decides ? email : `${email}, may not decide`,
        }))}
      />
    </section>
  );
}
