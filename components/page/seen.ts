/** What a form was filled from: its fields, what else it can overwrite, and the version they were read as. */
export type Stored<Form> = { form: Form; also?: unknown; stamp: string };
export type Seen<Form> = Stored<Form> & {
  /** The version that the page still shows after one's own save, until it has been read again. */
  before: string | null;
};

/** Whose change it is that the page now shows another version than the form was filled from. */
export function changedBy<Form>(seen: Seen<Form>, now: Stored<Form>): "nobody" | "me" | "somebody" {
  if (now.stamp === seen.stamp) return seen.before === null ? "nobody" : "me";
  if (now.stamp === seen.before) return "nobody";
  // A version may be raised by what does not stand in the form: nothing of that can be overwritten.
  const same = seen.before === null && alike(now.form, seen.form) && alike(now.also, seen.also);
  return same ? "me" : "somebody";
}

/** The fields that are typed otherwise than they were sent stay; the others become what is stored. */
export function keepTyped<Form extends object>(typed: Form, sent: Form, stored: Form): Form {
  const kept = Object.entries(typed).filter(([name, value]) => !alike(value, sent[name as keyof Form]));
  return { ...stored, ...Object.fromEntries(kept) };
}

/** Of forms, which are JSON. */
export function alike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
