/** Whether two query strings ask for the same, whatever the order of their keys. */
export function sameQuery(one: string, two: string): boolean {
  const sorted = (text: string) => {
    const query = new URLSearchParams(text);
    return JSON.stringify([...query].sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b))));
  };
  return sorted(one) === sorted(two);
}

function compare(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0;
}
