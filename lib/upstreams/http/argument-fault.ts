import { UpstreamError } from "../errors";

/** An argument that cannot be sent as its place in the request demands. Nothing was sent. */
export function argumentFault(argument: string, why: string): UpstreamError {
  const name = argument.slice(0, 80);
  return new UpstreamError("UPSTREAM_FAILED", "none", `The argument "${name}" cannot be sent: ${why}`, {
    ours: true,
  });
}
