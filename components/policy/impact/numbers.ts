/** "48,210" */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** "+3", "−2", "0"; a change that rounds to nothing is none. At most one decimal. */
export function signed(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  if (rounded === 0) return "0";
  return `${rounded > 0 ? "+" : "−"}${Math.abs(rounded).toLocaleString("en")}`;
}

/** "91.4 %". All is only said of all, and nothing only of nothing. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const percent = (100 * part) / whole;
  if (part < whole && percent > 99.9) return "99.9 %";
  if (part > 0 && percent < 0.1) return "0.1 %";
  return `${(Math.round(percent * 10) / 10).toLocaleString("en")} %`;
}
