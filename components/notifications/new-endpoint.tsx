"use client";

import { CircleCheck } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { FormError } from "../ui/field";
import { Link } from "../ui/link";
import { FormSection } from "../upstreams/form/form-section";
import { useNotificationActions } from "./actions";
import { EndpointFormFields } from "./endpoint-fields";
import { byField, EMPTY_ENDPOINT, endpointFaults, inputOf, trialOf, type EndpointForm } from "./model";
import { ShownOnce } from "./shown-once";
import { Trial } from "./trial";

/** Sets up an endpoint. What was typed stays until it is stored; a webhook's secret is shown then, once. */
export function NewEndpoint() {
  const actions = useNotificationActions();
  const router = useRouter();
  const { run, pending, refusal } = useRun();
  const [form, setForm] = useState(EMPTY_ENDPOINT);
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [created, setCreated] = useState<{ id: string; name: string; secret: string } | null>(null);
  const set = (change: Partial<EndpointForm>) => {
    const next = { ...form, ...change };
    setForm(next);
    const now = endpointFaults(next);
    setFaults(Object.fromEntries(Object.entries(now).filter(([field]) => field in faults)));
  };
  const complete = () => {
    const found = endpointFaults(form);
    setFaults(found);
    return Object.keys(found).length === 0;
  };
  const create = async () => {
    if (!complete()) return;
    const made = await run(async () => {
      const answer = await actions.create(inputOf(form));
      if (!answer.ok) setFaults(byField(answer.fieldErrors));
      return answer;
    }, "Endpoint created");
    if (!made) return;
    setForm(EMPTY_ENDPOINT);
    if (made.secret !== null) setCreated({ id: made.id, name: form.name, secret: made.secret });
    // Safe because it is one of our own routes.
    else router.push(`/notifications/${made.id}` as Route);
  };
  if (created) return <Created {...created} />;
  const bad = Object.values(faults);
  return (
    <form
      noValidate
      autoComplete="off"
      className="px-4 pb-10 md:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) void create();
      }}
    >
      <EndpointFormFields form={form} set={set} faults={faults} generation={0} />
      <FormSection title="Test" hint="A message that says that it is a test, to what is typed above.">
        <Trial
          input={() => (complete() ? trialOf(form, undefined) : null)}
          about={JSON.stringify(trialOf(form, undefined))}
          note={
            form.kind === "webhook"
              ? "Signed with a secret for this once: the endpoint's own is made when you create it."
              : form.kind === "email" && form.to === "deciders"
                ? "Goes to you: nothing waits, so nobody can decide."
                : "Nothing is stored by a test but that there was one."
          }
        />
      </FormSection>
      <div className="grid gap-3 pt-5 lg2:ml-64 lg2:max-w-176">
        {bad.length > 0 ? (
          <FormError>
            {bad.length === 1 ? "One thing has" : `${bad.length} things have`} to be mended first: {bad[0]}
          </FormError>
        ) : (
          refusal && <FormError>{refusal.message}</FormError>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" pending={pending}>
            Create endpoint
          </Button>
          <Button asChild>
            <Link href={"/notifications" as Route}>Cancel</Link>
          </Button>
        </div>
      </div>
    </form>
  );
}

function Created({ id, name, secret }: { id: string; name: string; secret: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="grid max-w-2xl gap-4 px-4 py-4 md:px-6">
      <h2
        ref={heading}
        tabIndex={-1}
        className="flex items-center gap-2 text-lg font-semibold focus:outline-none"
      >
        <CircleCheck aria-hidden className="size-5 shrink-0 text-allow" />
        <span className="min-w-0 wrap-anywhere">{name} is set up</span>
      </h2>
      <ShownOnce secret={secret} />
      <Button asChild variant="primary" className="justify-self-start">
        {/* Safe because it is one of our own routes. */}
        <Link href={`/notifications/${id}` as Route}>I have kept it: open the endpoint</Link>
      </Button>
    </div>
  );
}
