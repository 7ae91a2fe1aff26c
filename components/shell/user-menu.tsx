"use client";

import { LogOut, Monitor, Moon, Rows3, Rows4, Sun, UserRound } from "lucide-react";
import type { Route } from "next";
import { startTransition, useState } from "react";
import type { Density, Theme } from "@/lib/web/types";
import { Dropdown, DropdownChoices, DropdownItem, DropdownLabel, DropdownSeparator } from "../ui/dropdown";
import { Link } from "../ui/link";
import { setDensity, setTheme } from "./appearance";

type UserMenuProps = {
  user: { name: string; email: string };
  roles: readonly string[];
  theme: Theme;
  density: Density;
  signOut: () => Promise<void>;
};

const THEME_CHOICES = [
  { value: "system", label: "System", icon: <Monitor aria-hidden /> },
  { value: "light", label: "Light", icon: <Sun aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
] as const;
const DENSITY_CHOICES = [
  { value: "comfortable", label: "Comfortable", icon: <Rows3 aria-hidden /> },
  { value: "compact", label: "Compact", icon: <Rows4 aria-hidden /> },
] as const;

export function UserMenu({
  user,
  roles,
  theme: initialTheme,
  density: initialDensity,
  signOut,
}: UserMenuProps) {
  const [theme, chooseTheme] = useState<string>(initialTheme);
  const [density, chooseDensity] = useState<string>(initialDensity);
  return (
    <Dropdown
      className="w-60"
      trigger={
        <button
          type="button"
          aria-label={`Account of ${user.name}`}
          className="grid size-7 place-items-center rounded-full bg-accent-soft text-2xs font-semibold text-accent uppercase hover:opacity-85"
        >
          {initials(user.name || user.email)}
        </button>
      }
    >
      <div className="px-2 pt-1.5 pb-2">
        <p className="truncate text-sm font-medium">{user.name}</p>
        <p className="truncate text-xs text-ink-3">{user.email}</p>
        <p className="truncate text-xs text-ink-3">
          {roles.length > 0 ? `Roles: ${roles.join(", ")}` : "No role in this tenant"}
        </p>
      </div>
      <DropdownSeparator />
      <DropdownItem asChild>
        <Link href={"/account" as Route}>
          <UserRound aria-hidden />
          Account
        </Link>
      </DropdownItem>
      <DropdownSeparator />
      <DropdownLabel>Theme</DropdownLabel>
      <DropdownChoices
        value={theme}
        choices={THEME_CHOICES}
        onChange={(value) => {
          chooseTheme(value);
          setTheme(value as Theme);
        }}
      />
      <DropdownSeparator />
      <DropdownLabel>Density</DropdownLabel>
      <DropdownChoices
        value={density}
        choices={DENSITY_CHOICES}
        onChange={(value) => {
          chooseDensity(value);
          setDensity(value as Density);
        }}
      />
      <DropdownSeparator />
      <DropdownItem onSelect={() => startTransition(() => signOut())}>
        <LogOut aria-hidden />
        Sign out
      </DropdownItem>
    </Dropdown>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  return `${words[0]?.[0] ?? "?"}${words[1]?.[0] ?? ""}`;
}
