import { secretOf } from "./secret-of";
import type { Issuer, Means } from "./types";

/** A secret that a person set: the same for everybody, without an end of its own, and narrowed to nothing. */
export function staticIssuer({ secrets }: Means): Issuer {
  return {
    issue: async () => ({
      parts: { kind: "value", value: secretOf(secrets, "value") },
      endsAt: null,
      scope: "",
      handle: null,
      revokeWith: null,
      note: "",
    }),
    revoke: async () => ({
      state: "not_revocable",
      detail: "No longer used here. The secret stays valid where it comes from until it is replaced there.",
    }),
  };
}
