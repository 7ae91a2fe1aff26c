import { relative } from "node:path";
import type { Options } from "./options";

export type SignIn = { email: string; password: string };

/** What stands in the terminal once everything is ready. */
export function banner(options: Options, seconds: number): string {
  const near = relative(process.cwd(), options.dir);
  const logs = `${near && !near.startsWith("..") ? near : options.dir}/logs`;
  const lines = [
    "",
    `AgentGate is ready (${seconds.toFixed(1)} s).`,
    "",
    ...(options.console ? [`  Console   ${options.consoleUrl}`] : []),
    `  Gateway   ${options.gatewayUrl}   (MCP at /mcp, REST at /api/v1)`,
    `  Logs      ${logs}`,
    "  Stop      Ctrl-C",
    "",
  ];
  return lines.join("\n");
}

/** How the first admin signs in. Said once: only a hash of the password is kept. */
export function signInLines({ email, password }: SignIn): string {
  const lines = [
    `  Sign in   ${email}`,
    `  Password  ${password}`,
    "            shown this once, stored as a hash only",
    "",
  ];
  return lines.join("\n");
}
