import type { AlertRow } from "./types";

/** Where the console shows what an alert is about; alerts have no page of their own. */
export function alertHref({ kind, id }: AlertRow["subject"]): string {
  switch (kind) {
    case "capability":
      return `/capabilities/${id}`;
    case "upstream":
      return `/upstreams/${id}`;
    case "credential":
      return `/credentials/${id}`;
    case "endpoint":
      return `/notifications/${id}`;
    case "gateway":
      return "/switches";
  }
}
