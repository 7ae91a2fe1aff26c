import { sha256 } from "../platform/json";
import { PolicyError, type CompiledPolicy } from "../policy";
import { compiledOnce } from "./compiled-once";

/** What a revision's two texts are known by. `hash` is null while the document is not a policy. */
export function contentOf(document: string, tests: string): { hash: string | null; testsHash: string } {
  return { hash: compiledOrNull(document)?.hash ?? null, testsHash: sha256(tests) };
}

/** The compiled document, or null where it is not a policy. */
export function compiledOrNull(document: string): CompiledPolicy | null {
  try {
    return compiledOnce(document);
  } catch (error) {
    if (error instanceof PolicyError) return null;
    throw error;
  }
}
