"use client";

import { DENSITY_COOKIE, THEME_COOKIE, type Density, type Theme } from "@/lib/web/types";

const YEAR_SECONDS = 365 * 86_400;

/** Changes the page at once, and the cookie so that the server paints it right the next time. */
export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  remember(THEME_COOKIE, theme);
}

export function setDensity(density: Density): void {
  document.documentElement.dataset.density = density;
  remember(DENSITY_COOKIE, density);
}

function remember(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
