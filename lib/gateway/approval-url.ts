import { env } from "../platform/env";

/** Where a person decides an approval request, in the console. */
export function approvalUrl(approvalId: string): string {
  return new URL(`/approvals/${approvalId}`, env().CONSOLE_URL).href;
}
