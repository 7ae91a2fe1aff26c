import { DomainError } from "../platform/errors";

/**
 * configuration: it will fail again until a person changes something. trouble: the provider is away, slow or sends
 * what cannot be used.
 */
export type FaultKind = "configuration" | "trouble";

/** A provider gave nothing, or did not take back what it gave. The sentence is ours and quotes nobody. */
export class ProviderFault extends Error {
  constructor(
    readonly kind: FaultKind,
    sentence: string,
    options?: ErrorOptions,
  ) {
    super(sentence, options);
    this.name = "ProviderFault";
  }
}

/** What went wrong, as one of ours: an error that nobody foresaw is trouble, and its words stay here. */
export function toFault(error: unknown): ProviderFault {
  if (error instanceof ProviderFault) return error;
  if (error instanceof DomainError && error.code === "VAULT_UNAVAILABLE")
    return new ProviderFault("configuration", error.message, { cause: error });
  return new ProviderFault("trouble", "Something unexpected failed while it was issued.", { cause: error });
}
