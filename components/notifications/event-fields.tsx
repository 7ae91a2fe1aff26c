"use client";

import { CircleAlert } from "lucide-react";
import { useId } from "react";
import type { EventType } from "@/lib/notifications/schemas";
import { Checkbox } from "../ui/checkbox";
import { Label } from "../ui/field";
import { EVENT_GROUPS, EVENT_WORDS } from "./kinds";
import { offeredEvents, type EndpointForm } from "./model";

type EventFieldsProps = {
  form: EndpointForm;
  set: (change: Partial<EndpointForm>) => void;
  error: string | undefined;
  disabled: boolean;
};

/** One box per event, in two groups. */
export function EventFields({ form, set, error, disabled }: EventFieldsProps) {
  const id = useId();
  const offered = offeredEvents(form);
  const toggle = (event: EventType, on: boolean) =>
    set({ events: on ? [...form.events, event] : form.events.filter((one) => one !== event) });
  return (
    <div className="grid gap-4">
      {EVENT_GROUPS.map(({ title, prefix }) => {
        const events = offered.filter((event) => event.startsWith(prefix));
        return (
          events.length > 0 && (
            <fieldset key={prefix} disabled={disabled} aria-describedby={error ? `${id}-error` : undefined}>
              <legend className="mb-1 text-xs font-medium text-ink-3">{title}</legend>
              <div className="grid gap-x-6 sm:grid-cols-2">
                {events.map((event) => (
                  <div key={event} className="flex min-h-8 items-center gap-2.5">
                    <Checkbox
                      id={`${id}-${event}`}
                      checked={form.events.includes(event)}
                      disabled={disabled}
                      onCheckedChange={(on) => toggle(event, on === true)}
                    />
                    <Label htmlFor={`${id}-${event}`} className="flex-1 py-1 font-normal">
                      {EVENT_WORDS[event]}
                    </Label>
                  </div>
                ))}
              </div>
            </fieldset>
          )
        );
      })}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-xs text-deny">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {error}
        </p>
      )}
    </div>
  );
}
