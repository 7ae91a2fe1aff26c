import "server-only";
import { cookies } from "next/headers";
import { DENSITIES, DENSITY_COOKIE, THEME_COOKIE, THEMES, type Density, type Theme } from "./types";

/** How this browser wants the console to look. Read on the server, so that the first paint is right. */
export async function preferences(): Promise<{ theme: Theme; density: Density }> {
  const jar = await cookies();
  const theme = THEMES.find((name) => name === jar.get(THEME_COOKIE)?.value) ?? "system";
  const density = DENSITIES.find((name) => name === jar.get(DENSITY_COOKIE)?.value) ?? "comfortable";
  return { theme, density };
}
