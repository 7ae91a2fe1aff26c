import type { SavedView } from "@/lib/views/types";
import type {
  DeleteViewInput,
  SaveViewInput,
  SetDefaultViewInput,
  UpdateViewInput,
  ViewScreen,
} from "@/lib/views/schemas";

/** The shape of lib/web's ActionResult. */
export type Answer = { ok: true } | { ok: false; message: string };

export type ViewActions = {
  save: (input: SaveViewInput) => Promise<Answer>;
  update: (input: UpdateViewInput) => Promise<Answer>;
  remove: (input: DeleteViewInput) => Promise<Answer>;
  setDefault: (input: SetDefaultViewInput) => Promise<Answer>;
};

export type ViewsProps = {
  screen: ViewScreen;
  views: readonly SavedView[];
  /** What the list shows now, as a view would keep it. */
  query: string;
  actions: ViewActions;
};
