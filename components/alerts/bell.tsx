"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bell } from "lucide-react";
import { usePathname } from "next/navigation";
import type { AlertRow } from "@/lib/alerts/types";
import type { Verdict } from "@/lib/revisions/types";
import type { ActionResult } from "@/lib/web/types";
import { getJson } from "../providers/query-provider";
import { Button } from "../ui/button";
import { Popover } from "../ui/popover";
import { toast } from "../ui/toast";
import { AlertList, type ShownAlert } from "./alert-list";

const REFRESH_MS = 15_000;

/** Everything about alerts; read again whenever something happens (components/live). */
export const ALERTS_KEY = ["alerts"] as const;

type Alerts = { unseen: number; rows: ShownAlert[] };

type AlertsBellProps = {
  /** How many nobody has seen to, as the server rendered the page. */
  initial: number;
  may: Verdict;
  mayOpen: Verdict;
  acknowledge: (input: { id: string }) => Promise<ActionResult<AlertRow>>;
};

/** What a person should know of and that is not over yet: how many, and a list of them. */
export function AlertsBell({ initial, may, mayOpen, acknowledge }: AlertsBellProps) {
  const client = useQueryClient();
  const pathname = usePathname();
  const { data, isError } = useQuery({
    queryKey: ALERTS_KEY,
    queryFn: ({ signal }) => getJson<Alerts>("/api/console/alerts", signal),
    refetchInterval: REFRESH_MS,
  });
  const unseen = data?.unseen ?? initial;
  const onAcknowledge = async (id: string) => {
    const answer = await acknowledge({ id }).catch(() => null);
    if (!answer?.ok) {
      toast.error("Not acknowledged", {
        description: answer?.message ?? "The server did not answer. Try again.",
      });
    }
    await client.invalidateQueries({ queryKey: ALERTS_KEY });
  };
  const label = unseen === 0 ? "Alerts" : `Alerts: ${unseen} that nobody has seen to`;
  return (
    <Popover
      // Another page is another popover: the one that led there is closed.
      key={pathname}
      label="Alerts"
      align="end"
      className="max-h-[min(36rem,var(--radix-popover-content-available-height))] w-[min(26rem,calc(100vw-1rem))] overflow-y-auto p-0"
      trigger={
        <Button variant="ghost" size="icon" aria-label={label} className="relative">
          <Bell aria-hidden />
          {unseen > 0 && (
            <span
              aria-hidden
              className="absolute -top-0.5 -right-0.5 min-w-4 rounded-full bg-critical-solid px-1 text-2xs leading-4 font-semibold text-[oklch(0.99_0_0)] tabular-nums"
            >
              {unseen > 99 ? "99+" : unseen}
            </span>
          )}
        </Button>
      }
    >
      <AlertList
        rows={data?.rows ?? null}
        failed={isError}
        may={may}
        mayOpen={mayOpen}
        onAcknowledge={onAcknowledge}
      />
    </Popover>
  );
}
