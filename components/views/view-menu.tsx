"use client";

import { MoreHorizontal } from "lucide-react";
import { useState } from "react";
import type { ViewScreen } from "@/lib/views/schemas";
import type { SavedView } from "@/lib/views/types";
import { Button } from "../ui/button";
import { Dialog, DialogClose } from "../ui/dialog";
import { Dropdown, DropdownItem, DropdownSeparator } from "../ui/dropdown";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import type { Answer, ViewActions } from "./types";
import { sameQuery } from "./same-query";

type ViewMenuProps = {
  screen: ViewScreen;
  view: SavedView;
  query: string;
  actions: ViewActions;
  run: (call: () => Promise<Answer>, done: string) => Promise<boolean>;
};

/** What can be done with one view. What only its owner may do is off for others, and says so. */
export function ViewMenu({ screen, view, query, actions, run }: ViewMenuProps) {
  const [renaming, setRenaming] = useState(false);
  const { id: viewId, name, shared, editable, isDefault } = view;
  const here = sameQuery(view.query, query);
  return (
    <>
      <Dropdown
        trigger={
          <Button variant="ghost" size="iconSm" aria-label={`More about the view ${name}`}>
            <MoreHorizontal aria-hidden />
          </Button>
        }
      >
        <DropdownItem
          onSelect={() =>
            void run(
              () => actions.setDefault({ screen, viewId: isDefault ? null : viewId }),
              isDefault ? "Your list opens without a view" : `Your list opens with “${name}”`,
            )
          }
        >
          {isDefault ? "Don't open first" : "Open first, for me"}
        </DropdownItem>
        <DropdownSeparator />
        <DropdownItem disabled={!editable} onSelect={() => setRenaming(true)}>
          Rename…
        </DropdownItem>
        <DropdownItem
          disabled={!editable || here}
          onSelect={() =>
            void run(() => actions.update({ viewId, query }), `“${name}” has the filters of now`)
          }
        >
          Give it the filters of now
        </DropdownItem>
        <DropdownItem
          disabled={!editable}
          onSelect={() =>
            void run(
              () => actions.update({ viewId, shared: !shared }),
              shared ? `“${name}” is only yours` : `“${name}” is shared with the team`,
            )
          }
        >
          {shared ? "Stop sharing" : "Share with the team"}
        </DropdownItem>
        <DropdownItem
          disabled={!editable}
          onSelect={() => void run(() => actions.remove({ viewId }), `“${name}” is deleted`)}
        >
          Delete
        </DropdownItem>
        {!editable && (
          <p className="max-w-52 px-2 py-1.5 text-xs text-ink-3">
            Only {view.ownerName ?? "its owner"} or an admin changes it.
          </p>
        )}
      </Dropdown>
      {renaming && (
        <RenameDialog
          name={name}
          onClose={() => setRenaming(false)}
          onRename={(next) => run(() => actions.update({ viewId, name: next }), `It is named “${next}”`)}
        />
      )}
    </>
  );
}

type RenameProps = { name: string; onClose: () => void; onRename: (name: string) => Promise<boolean> };

function RenameDialog({ name, onClose, onRename }: RenameProps) {
  const [text, setText] = useState(name);
  const [pending, setPending] = useState(false);
  const submit = async () => {
    const next = text.trim();
    if (next === "" || pending) return;
    setPending(true);
    await onRename(next);
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Rename the view">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field name="name" label="Name">
          {(control) => (
            <Input
              {...control}
              value={text}
              maxLength={60}
              autoComplete="off"
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" variant="primary" pending={pending} disabled={text.trim() === ""}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
