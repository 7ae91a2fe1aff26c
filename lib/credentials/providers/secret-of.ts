import { ProviderFault } from "../provider-fault";
import type { Means } from "./types";

/** @throws ProviderFault configuration, naming the field and never its text */
export function secretOf(secrets: Means["secrets"], field: string): string {
  const text = secrets.get(field);
  if (text === undefined) throw new ProviderFault("configuration", `Its ${field} is not set.`);
  return text;
}
