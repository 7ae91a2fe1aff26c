import type { OutboundRefusal } from "./types";

/** We refused, and nothing was sent to where it would have led. The sentence is ours and names no address. */
export class OutboundError extends Error {
  readonly refusal: OutboundRefusal;
  /** The address that was refused, for people who manage upstreams; agents don't get to see it. */
  readonly address?: string;

  constructor(refusal: OutboundRefusal, message: string, address?: string) {
    super(message);
    this.name = "OutboundError";
    this.refusal = refusal;
    if (address !== undefined) this.address = address;
  }
}
