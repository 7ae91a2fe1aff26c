import { SESSION_COOKIE } from "../../../lib/web/types";
import type { Answer } from "../http";
import type { Verdict } from "../verdict";

const BOUNDARY = "----agentgate-proof";

/** Actions that no wrapper makes, because they begin and end sessions: their arguments as React writes them. */
export const BY_HAND: Record<string, { body: string; type: string }> = {
  "actions.ts#signOutAction": { body: "[]", type: "text/plain;charset=UTF-8" },
  "account/actions.ts#signInAgainAction": { body: '["/overview"]', type: "text/plain;charset=UTF-8" },
  "login/actions.ts#signInAction": form('[{},"$K1"]', {
    "1_email": "nobody@example.test",
    "1_password": "x",
  }),
  "login/actions.ts#singleSignOnAction": form('["$K1"]', { "1_next": "/overview" }),
};

function form(args: string, fields: Record<string, string>): { body: string; type: string } {
  const parts = Object.entries({ ...fields, 0: args }).map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { body: `${parts.join("")}--${BOUNDARY}--\r\n`, type: `multipart/form-data; boundary=${BOUNDARY}` };
}

/** They did something where they went somewhere else, or wrote the session's cookie. */
export function ofByHand({ headers, location }: Answer): Verdict {
  const went = headers["x-action-redirect"] ?? location;
  return went || headers["set-cookie"]?.includes(SESSION_COOKIE) ? "done" : "forbidden";
}
