"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef } from "react";
import type { ApprovalCounts } from "@/lib/approvals/types";
import { usePendingCounts } from "../shell/pending-count";
import { newsFrom } from "./news";
import { readAlertSettings } from "./alert-settings";
import { ring } from "./ring";

/** While one tab rings the others hold their peace. */
const ONE_TAB_MS = 1_500;

/** Says that something new waits for this person, by sound or by a notification of the desktop, where they chose so. */
export function PendingAlerts({ initial }: { initial: ApprovalCounts }) {
  const router = useRouter();
  const { mine, newest } = usePendingCounts(initial);
  const news = useRef(newsFrom({ mine, newest }));
  const alert = useEffectEvent(() => {
    const { sound, desktop } = readAlertSettings();
    if (!sound && !desktop) return;
    void inOneTab(() => {
      if (sound) ring();
      if (desktop && !looking()) notify(mine, () => router.push("/approvals"));
    });
  });
  useEffect(() => {
    if (news.current({ mine, newest })) alert();
  }, [mine, newest]);
  return null;
}

function looking(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

/** How many, and nothing of what: a notification shows on locked screens and in shared rooms. */
function notify(mine: number, open: () => void): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const title = mine === 1 ? "A request waits for you" : `${mine} requests wait for you`;
  const shown = new Notification(title, { body: "AgentGate, approvals", tag: "agentgate-approvals" });
  shown.onclick = () => {
    window.focus();
    shown.close();
    open();
  };
}

/** Every tab of this browser hears of it at once. */
async function inOneTab(act: () => void): Promise<void> {
  if (!("locks" in navigator)) return act();
  await navigator.locks.request("agentgate-alert", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    act();
    await new Promise((resolve) => setTimeout(resolve, ONE_TAB_MS));
  });
}
