"use client";

import { Command } from "cmdk";
import {
  Building2,
  Hash,
  LogOut,
  Monitor,
  Moon,
  OctagonX,
  Rows3,
  Rows4,
  Search,
  Siren,
  Sun,
  UserRound,
} from "lucide-react";
import type { ResolvedId } from "@/lib/calls/types";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { startTransition, useEffect, useRef, useState, type ReactNode } from "react";
import { useContain } from "../containment/contain-context";
import { declareIncident } from "../incidents/declare";
import { getJson } from "../providers/query-provider";
import { overlayClass } from "../ui/dialog";
import { Kbd } from "../ui/kbd";
import { toast } from "../ui/toast";
import { setDensity, setTheme } from "./appearance";
import { pageOf } from "./page-of";
import { INNER_PAGES, NAV_ITEMS, type NavKey } from "./nav-items";
import { useSwitchTenant, type SwitchTenant, type TenantChoice } from "./tenant-switch";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type PaletteProps = {
  allowed: readonly NavKey[];
  currentTenantId: string;
  tenants: readonly TenantChoice[];
  switchTenant: SwitchTenant;
  signOut: () => Promise<void>;
};

/** ⌘K: every page, every command, and any id to what it is the id of. Focus returns to where it was. */
export function CommandPalette(props: PaletteProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.metaKey || event.ctrlKey) ||
        event.altKey ||
        event.shiftKey
      )
        return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <button
          type="button"
          aria-label="Search or jump to"
          className="flex h-8 items-center gap-2 rounded-md text-sm text-ink-3 hover:text-ink max-md:size-8 max-md:justify-center max-md:hover:bg-hover md:w-72 md:border md:border-line md:bg-surface md:px-2.5 md:shadow-xs md:hover:border-line-strong"
        >
          <Search aria-hidden className="size-4 md:size-3.5" />
          <span className="hidden flex-1 text-left md:inline">Search or jump to…</span>
          <span className="hidden gap-0.5 md:flex">
            <Kbd>⌘</Kbd>
            <Kbd>K</Kbd>
          </span>
        </button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClass} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[min(14vh,8rem)] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 animate-in overflow-hidden rounded-xl border border-line bg-raised shadow-lg"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Palette {...props} close={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({
  allowed,
  currentTenantId,
  tenants,
  switchTenant,
  signOut,
  close,
}: PaletteProps & { close: () => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [, changeTenant] = useSwitchTenant(switchTenant);
  const contain = useContain();
  const jumping = useRef(false);
  const run = (action: () => void) => () => {
    close();
    action();
  };
  const id = text.trim();
  const jump = async () => {
    if (jumping.current) return;
    jumping.current = true;
    const found = await getJson<ResolvedId | null>(`/api/console/resolve?id=${encodeURIComponent(id)}`).catch(
      (error: Error) => error,
    );
    jumping.current = false;
    const href = found instanceof Error || found === null ? null : pageOf(found);
    if (href) {
      close();
      router.push(href);
      return;
    }
    const why = found instanceof Error ? found.message : "Nothing in this tenant has this id.";
    toast.error("Nothing to jump to", { description: why });
  };
  return (
    <Command loop label="Search or jump to">
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden className="size-4 text-ink-3" />
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder="Type a command, or paste any id"
          className="h-12 flex-1 bg-transparent text-lg outline-none md:text-base"
        />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-sm text-ink-3">
          No command or page of that name. Paste a whole id to jump to it.
        </Command.Empty>
        {UUID.test(id) && (
          <Command.Group>
            <Item icon={<Hash aria-hidden />} value={id} onSelect={() => void jump()}>
              Go to <span className="font-mono text-xs">{id.toLowerCase()}</span>
            </Item>
          </Command.Group>
        )}
        <Group heading="Go to">
          {[...NAV_ITEMS, ...INNER_PAGES]
            .filter((item) => allowed.includes(item.key))
            .map(({ href, label, icon: Icon }) => (
              <Item key={href} icon={<Icon aria-hidden />} onSelect={run(() => router.push(href))}>
                {label}
              </Item>
            ))}
        </Group>
        <Group heading="Contain">
          {allowed.includes("incidents") && (
            <Item
              icon={<Siren aria-hidden />}
              value="declare incident open"
              onSelect={run(() => declareIncident())}
            >
              Declare incident…
            </Item>
          )}
          <Item
            icon={<OctagonX aria-hidden />}
            value="stop contain kill switch something"
            onSelect={run(() => contain.open())}
          >
            Stop something…
          </Item>
          <Item
            icon={<OctagonX aria-hidden />}
            value="stop contain this tenant"
            onSelect={run(() => contain.open({ targets: [{ scope: "tenant", target: null }] }))}
          >
            Stop this tenant…
          </Item>
        </Group>
        {tenants.length > 1 && (
          <Group heading="Switch tenant">
            {tenants
              .filter((tenant) => tenant.tenantId !== currentTenantId)
              .map((tenant) => (
                <Item
                  key={tenant.tenantId}
                  icon={<Building2 aria-hidden />}
                  value={`switch tenant ${tenant.name} ${tenant.tenantId}`}
                  onSelect={run(() => changeTenant(tenant.tenantId))}
                >
                  {tenant.name}
                </Item>
              ))}
          </Group>
        )}
        <Group heading="Appearance">
          <Item icon={<Sun aria-hidden />} onSelect={run(() => setTheme("light"))}>
            Light theme
          </Item>
          <Item icon={<Moon aria-hidden />} onSelect={run(() => setTheme("dark"))}>
            Dark theme
          </Item>
          <Item icon={<Monitor aria-hidden />} onSelect={run(() => setTheme("system"))}>
            Theme of the system
          </Item>
          <Item icon={<Rows3 aria-hidden />} onSelect={run(() => setDensity("comfortable"))}>
            Comfortable rows
          </Item>
          <Item icon={<Rows4 aria-hidden />} onSelect={run(() => setDensity("compact"))}>
            Compact rows
          </Item>
        </Group>
        <Group heading="Account">
          <Item
            icon={<UserRound aria-hidden />}
            value="your account"
            onSelect={run(() => router.push("/account" as Route))}
          >
            Your account
          </Item>
          <Item icon={<LogOut aria-hidden />} onSelect={run(() => startTransition(() => signOut()))}>
            Sign out
          </Item>
        </Group>
      </Command.List>
    </Command>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  icon,
  value,
  onSelect,
  children,
}: {
  icon: ReactNode;
  value?: string;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      {...(value !== undefined && { value })}
      onSelect={onSelect}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm select-none data-[selected=true]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-3"
    >
      {icon}
      <span className="min-w-0 truncate">{children}</span>
    </Command.Item>
  );
}
