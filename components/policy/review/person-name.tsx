import type { Person } from "@/lib/revisions/types";
import { SafeText } from "../../ui/safe-text";

/** A person as pages name them; the system where it was nobody. */
export function PersonName({ person }: { person: Person }) {
  return person ? <SafeText oneLine>{person.name}</SafeText> : <>the system</>;
}
