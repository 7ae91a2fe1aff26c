import {
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Hand,
  Undo2,
  UserRoundCheck,
  type LucideIcon,
} from "lucide-react";
import type { CompensationState } from "@/lib/incidents/compensation/schemas";
import { COMPENSATION_WORDS } from "@/lib/incidents/compensation/words";
import { Badge, type BadgeTone } from "../../ui/badge";

const LOOKS: Readonly<Record<CompensationState, { tone: BadgeTone; icon: LucideIcon }>> = {
  todo: { tone: "outline", icon: Undo2 },
  running: { tone: "info", icon: CircleDashed },
  waiting: { tone: "hold", icon: Hand },
  done: { tone: "allow", icon: CircleCheck },
  failed: { tone: "deny", icon: CircleX },
  manual: { tone: "allow", icon: UserRoundCheck },
  skipped: { tone: "neutral", icon: CircleSlash },
};

export function CompensationBadge({ state }: { state: CompensationState }) {
  const { tone, icon: Icon } = LOOKS[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden strokeWidth={2.25} />
      {COMPENSATION_WORDS[state]}
    </Badge>
  );
}
