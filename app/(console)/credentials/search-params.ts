import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";

export const CREDENTIAL_TABS = ["settings", "issued"] as const;

export const credentialParams = searchParams({
  tab: z.enum(CREDENTIAL_TABS).default("settings"),
  /** Of the issued ones: the last of the page before. */
  after: z.uuid().optional(),
});
