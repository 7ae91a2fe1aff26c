"use client";

import { useState } from "react";
import { connectionFaults, faultsOf, settingsOf, type UpstreamForm } from "./model";
import type { TestConnectionInput } from "@/lib/upstreams/schemas";

type Faults = Readonly<Record<string, string>>;

/**
 * A form's state. Faults appear when something is sent, and each goes away with the next change of the form:
 * what was typed is never touched.
 */
export function useForm(initial: UpstreamForm) {
  const [form, setForm] = useState(initial);
  const [faults, setFaults] = useState<Faults>({});
  const set = (change: Partial<UpstreamForm>) => {
    setForm((was) => ({ ...was, ...change }));
    setFaults((was) => (Object.keys(was).length === 0 ? was : stillThere(was, { ...form, ...change })));
  };
  /** True where it may be sent; otherwise every fault stands beside its field. */
  const check = (): boolean => {
    const found = faultsOf(form);
    setFaults(found);
    return Object.keys(found).length === 0;
  };
  const testInput = (): TestConnectionInput | null => {
    const found = connectionFaults(faultsOf(form));
    setFaults(found);
    if (Object.keys(found).length > 0) return null;
    const { target, credential, tls, limits } = settingsOf(form);
    return { target, credential, tls, limits };
  };
  return { form, set, reset: setForm, faults, setFaults, check, testInput };
}

/** Of the faults shown those that the form, as it is now, still has. The server's own go with any change. */
function stillThere(shown: Faults, form: UpstreamForm): Faults {
  const now = faultsOf(form);
  return Object.fromEntries(Object.entries(now).filter(([field]) => field in shown));
}
