export type FilterOption = { value: string; label: string };

export type FilterField =
  | { kind: "search"; name: string; placeholder: string }
  /** Any of several values (repeated keys in the address), or with `single` at most one. */
  | { kind: "choice"; name: string; label: string; options: readonly FilterOption[]; single?: boolean };
