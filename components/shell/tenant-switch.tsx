"use client";

import { ChevronsUpDown } from "lucide-react";
import { useTransition } from "react";
import type { ActionResult } from "@/lib/web/types";
import { leave } from "../providers/leave";
import { cn } from "../ui/cn";
import { Dropdown, DropdownChoices, DropdownLabel } from "../ui/dropdown";
import { toast } from "../ui/toast";

export type TenantChoice = { tenantId: string; name: string; roles: readonly string[] };
export type SwitchTenant = (input: { tenantId: string }) => Promise<ActionResult<{ name: string }>>;

/** Switches, and loads everything anew: nothing of the tenant before may stay on screen or in a cache. */
export function useSwitchTenant(action: SwitchTenant): [boolean, (tenantId: string) => void] {
  const [pending, start] = useTransition();
  const change = (tenantId: string) =>
    start(async () => {
      const result = await action({ tenantId });
      if (result.ok) leave("/approvals");
      else toast.error("The tenant was not switched", { description: result.message });
    });
  return [pending, change];
}

type TenantSwitchProps = { current: TenantChoice; tenants: readonly TenantChoice[]; action: SwitchTenant };

export function TenantSwitch({ current, tenants, action }: TenantSwitchProps) {
  const [pending, change] = useSwitchTenant(action);
  if (tenants.length < 2) return <span className="truncate px-1.5 text-sm font-medium">{current.name}</span>;
  return (
    <Dropdown
      align="start"
      className="w-64"
      trigger={
        <button
          type="button"
          disabled={pending}
          className={cn(
            "flex h-8 min-w-0 items-center gap-1 rounded-md px-1.5 text-sm font-medium hover:bg-hover",
            pending && "opacity-60",
          )}
        >
          <span className="sr-only">Tenant: </span>
          <span className="truncate">{current.name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </button>
      }
    >
      <DropdownLabel>Tenants</DropdownLabel>
      <DropdownChoices
        value={current.tenantId}
        onChange={(tenantId) => tenantId !== current.tenantId && change(tenantId)}
        choices={tenants.map((tenant) => ({
          value: tenant.tenantId,
          label: (
            <span className="grid py-1 leading-tight">
              <span className="truncate">{tenant.name}</span>
              <span className="truncate text-xs text-ink-3">{tenant.roles.join(", ") || "no role"}</span>
            </span>
          ),
        }))}
      />
    </Dropdown>
  );
}
