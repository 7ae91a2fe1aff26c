import type { Figure } from "../../suite";

export function ms(name: string, value: number, most?: number): Figure {
  return { name, value, unit: "ms", ...(most === undefined ? {} : { limit: { most } }) };
}

export function mb(name: string, value: number, most: number): Figure {
  return { name, value, unit: "MB", limit: { most } };
}
