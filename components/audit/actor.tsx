import { Bot, Cog, User } from "lucide-react";
import type { LeafRow } from "@/lib/audit/types";
import { shortId } from "../ui/copy-id";
import { SafeText } from "../ui/safe-text";

const KINDS = {
  user: { icon: User, label: "Person" },
  agent: { icon: Bot, label: "Agent" },
  system: { icon: Cog, label: "System" },
} as const;

/** A name where we know one, and always what kind of actor it is. */
export function Actor({ actor }: { actor: LeafRow["actor"] }) {
  const { icon: Icon, label } =
    KINDS[actor.kind === "user" || actor.kind === "agent" ? actor.kind : "system"];
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={actor.id}>
      <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      <span className="sr-only">{label} </span>
      <span className="truncate">
        <SafeText oneLine>{actor.name ?? (actor.kind === "system" ? "System" : shortId(actor.id))}</SafeText>
      </span>
    </span>
  );
}
