"use client";

import { useState } from "react";
import type { ViewScreen } from "@/lib/views/schemas";
import type { SavedView } from "@/lib/views/types";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Input } from "../ui/input";
import type { Answer, ViewActions } from "./types";

type SaveFormProps = {
  screen: ViewScreen;
  query: string;
  /** The view whose filters these are already. */
  known: SavedView | undefined;
  actions: ViewActions;
  run: (call: () => Promise<Answer>, done: string) => Promise<boolean>;
};

/** Keeps what the list shows now under a name. */
export function SaveForm({ screen, query, known, actions, run }: SaveFormProps) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [pending, setPending] = useState(false);
  const submit = async () => {
    const given = name.trim();
    if (given === "" || pending) return;
    setPending(true);
    const saved = await run(
      () => actions.save({ screen, name: given, query, shared }),
      `Saved as “${given}”`,
    );
    setPending(false);
    if (!saved) return;
    setName("");
    setShared(false);
  };
  return (
    <form
      className="grid gap-2 border-t border-line bg-sunken p-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="text-xs text-ink-3">
        {known
          ? `These are the filters of “${known.name}”. Keep them under another name:`
          : "Keep what the list shows now:"}
      </p>
      <div className="flex gap-2">
        <Input
          aria-label="Name of the new view"
          placeholder="Name"
          value={name}
          maxLength={60}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          className="min-w-0 flex-1"
        />
        <Button
          type="submit"
          variant="primary"
          pending={pending}
          disabled={name.trim() === ""}
          className="max-md:h-9"
        >
          Save
        </Button>
      </div>
      <label className="flex min-h-6 items-center gap-2 text-sm">
        <Checkbox checked={shared} onCheckedChange={(on) => setShared(on === true)} />
        Share with the team
      </label>
    </form>
  );
}
