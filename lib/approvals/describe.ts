import { consequenceParts, type ConsequencePart } from "../capabilities";

/** What happens if it runs, in the words of the capability's own template; its bare name where it has none. */
export function describeConsequence(
  template: string | null,
  capability: string,
  args: unknown,
): ConsequencePart[] {
  return template ? consequenceParts(template, args) : [{ kind: "text", text: `Run ${capability}` }];
}
