import type { UpstreamForm } from "./model";

/** What every part of the form gets: what is typed, how to change it, and what is wrong, by field. */
export type PartProps = {
  form: UpstreamForm;
  set: (change: Partial<UpstreamForm>) => void;
  faults: Readonly<Record<string, string>>;
  disabled?: boolean;
};
