import { DomainError } from "../platform/errors";

/** The answer, or null where there is no such thing. Other failures stay failures. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DomainError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
