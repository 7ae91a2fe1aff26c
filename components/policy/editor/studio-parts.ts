import type { ReactNode } from "react";
import type { Revision } from "@/lib/revisions/types";
import type { StudioCatalog } from "./catalog";
import type { DraftHandle } from "./draft-store";
import type { Check } from "./use-check";
import type { Saving } from "./use-save";

/** What every tab of the studio works with. */
export type StudioParts = {
  revision: Revision;
  catalog: StudioCatalog;
  handle: DraftHandle;
  saving: Saving;
  check: Check;
  /** False where the server would refuse a save. */
  editable: boolean;
  /** The texts as they can be read before the editor is there. */
  fallbacks: { document: ReactNode; tests: ReactNode };
};

/** How high an editor is: as much as the window has below the page's head. */
export const EDITOR_HEIGHT = "h-[calc(100dvh-20rem)] min-h-96 max-md:h-[60dvh]";
