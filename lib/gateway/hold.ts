import { approvalStatus } from "../approvals";
import { subscribe } from "../platform/events";

/** Without a notification (lost, or the listener reconnecting) a decision is still noticed this soon. */
const LOOK_AGAIN_MS = 2_000;

/**
 * Waits until people have settled a request, at most `waitMs` and while the agent is there.
 * @returns its status then; still `pending` where nobody decided.
 */
export async function awaitApproval(
  tenantId: string,
  approvalId: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<string> {
  const deadline = Date.now() + waitMs;
  const bell = new Bell();
  // Listening starts before the first look, so that a decision between the two is not missed.
  const unsubscribe = subscribe("agentgate_approvals", (it) => {
    if (it.kind !== "notify" || it.payload.includes(approvalId)) bell.ring();
  });
  const onAbort = () => bell.ring();
  signal.addEventListener("abort", onAbort);
  try {
    for (;;) {
      const { status } = await approvalStatus(tenantId, approvalId);
      const left = deadline - Date.now();
      if (status !== "pending" || left <= 0 || signal.aborted) return status;
      await bell.heard(Math.min(left, LOOK_AGAIN_MS));
    }
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", onAbort);
  }
}

/** Waits until the outcome of a running call may have been recorded; the caller looks for itself. */
export async function awaitActivity(tenantId: string, waitMs: number): Promise<void> {
  const bell = new Bell();
  const unsubscribe = subscribe("agentgate_activity", (it) => {
    if (it.kind !== "notify" || it.payload === tenantId) bell.ring();
  });
  await bell.heard(waitMs).finally(unsubscribe);
}

/** Remembers a ring that nobody was waiting for yet. */
class Bell {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async heard(ms: number): Promise<void> {
    if (!this.rung) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
    }
    this.rung = false;
    this.wake = undefined;
  }
}
