import { isIP } from "node:net";
import { createTransport } from "nodemailer";
import type SMTPTransport from "nodemailer/lib/smtp-transport";
import { env } from "../../platform/env";
import type { Attempt, Notice } from "../types";
import { factsOf, headline, line, WHY_BARE } from "../words";
import { failed, kept } from "./post";

const CONNECT_MS = 5_000;
const SOCKET_MS = 15_000;
/** Below the lease of a delivery: nobody else may begin while this one is at it. */
const TOTAL_MS = 30_000;

/** Why no e-mail goes out from here; null: it does. */
export function mailProblem(): string | null {
  const { SMTP_URL, MAIL_FROM } = env();
  if (!SMTP_URL) return "No mail server is set for this installation (SMTP_URL), so no e-mail goes out.";
  if (!MAIL_FROM) return "No sender is set for this installation (MAIL_FROM), so no e-mail goes out.";
  return null;
}

/** How a mail server is reached: encrypted and verified, or on this very machine. Pure. */
export function smtpOptions(smtpUrl: string, name: string): SMTPTransport.Options {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const host = hostname.replace(/^\[|\]$/g, "");
  const secure = protocol === "smtps:";
  return {
    ...{ host, secure, name },
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    // STARTTLS, or nothing is sent: neither what waits nor our password goes over a wire in the clear.
    requireTLS: !secure && !isLoopback(host),
    tls: { minVersion: "TLSv1.2", rejectUnauthorized: true },
    ...(username !== "" && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SOCKET_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

export type Mail = { to: readonly string[]; id: string; notice: Notice; personal: boolean };

/** Sends one message to all of them. `more`: for a test's own roots. Never throws. */
export async function sendEmail(mail: Mail, more: SMTPTransport.Options = {}): Promise<Attempt> {
  const problem = mailProblem();
  if (problem !== null) return skipped(problem);
  if (mail.to.length === 0) return skipped("There is nobody to tell.");
  const transport = createTransport({ ...smtpOptions(env().SMTP_URL!, domain()), ...more });
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(Object.assign(new Error("late"), { code: "ETIMEDOUT" })), TOTAL_MS).unref(),
  );
  try {
    const { accepted, response } = await Promise.race([transport.sendMail(messageOf(mail)), late]);
    const missed = mail.to.length - accepted.length;
    return {
      ...{ result: "delivered", statusCode: codeOf(response), response: kept(response), retryAfterMs: null },
      error: missed > 0 ? `${missed} of ${mail.to.length} addresses were refused.` : null,
    };
  } catch (error) {
    return explained(error);
  } finally {
    transport.close();
  }
}

export function skipped(error: string): Attempt {
  return { ...failed(error), result: "skipped" };
}

/** Subject and headers have our own words and the tool's registered name on one line; nothing that an agent wrote. */
export function messageOf({ to, id, notice, personal }: Mail) {
  const subject = headline(notice, personal);
  const facts = factsOf(notice);
  const { link } = notice.data;
  const text = [
    subject,
    "",
    ...facts.map(([term, value]) => `${term}: ${value}`),
    "",
    `Open in AgentGate: ${link}`,
    "",
    WHY_BARE,
    "",
  ].join("\r\n");
  const rows = facts.map(
    ([term, value]) =>
      `<tr><td style="padding:2px 12px 2px 0;color:#555">${html(term)}</td><td>${html(value)}</td></tr>`,
  );
  return {
    from: line(env().MAIL_FROM, 320),
    to: [...to],
    subject,
    text,
    html: `<div style="font:14px/1.5 sans-serif"><p><strong>${html(subject)}</strong></p><table>${rows.join("")}</table><p><a href="${html(link)}">Open in AgentGate</a></p><p style="color:#555">${WHY_BARE}</p></div>`,
    // The same in each attempt: who got it already drops it.
    messageId: `<${id}@${domain()}>`,
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}

function html(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Of the console: what the mail server gets to know us by. */
const domain = () => new URL(env().CONSOLE_URL).hostname;

const REASONS: Readonly<Record<string, string>> = {
  EAUTH: "The mail server refuses our user name or password.",
  ETLS: "The mail server offers no encryption, so nothing was sent.",
  EENVELOPE: "The mail server refuses the sender or every address.",
  EMESSAGE: "The mail server refuses the message.",
  ETIMEDOUT: "The mail server did not answer in time.",
  EDNS: "The mail server's name is not known.",
};

function explained(error: unknown): Attempt {
  const { code, responseCode, response } = (error ?? {}) as {
    code?: unknown;
    responseCode?: unknown;
    response?: unknown;
  };
  const sentence = typeof code === "string" ? REASONS[code] : undefined;
  return {
    ...failed(sentence ?? "The mail server cannot be reached."),
    statusCode: typeof responseCode === "number" ? responseCode : null,
    response: typeof response === "string" ? kept(response) : null,
  };
}

function codeOf(response: string): number | null {
  const code = Number.parseInt(response, 10);
  return Number.isNaN(code) ? null : code;
}
