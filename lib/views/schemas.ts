import { z } from "zod";

/** The lists that have saved views. */
export const VIEW_SCREENS = ["approvals"] as const;
export type ViewScreen = (typeof VIEW_SCREENS)[number];

/** How many a person may keep for themselves, and a team together, in one list. */
export const MAX_VIEWS = 50;

const Id = z.uuid();
const Screen = z.enum(VIEW_SCREENS);
const Name = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(60, "must have at most 60 characters")
  .refine((text) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text), "has characters that cannot be shown");

/** The query string of the list's address, without `?`. The list itself ignores what it does not know. */
const Query = z
  .string()
  .max(1_500, "is too long")
  .regex(/^[\w%.~*+&=-]*$/, "is not a query string");

export const ListViewsInput = z.strictObject({ screen: Screen });
export type ListViewsInput = z.infer<typeof ListViewsInput>;

export const SaveViewInput = z.strictObject({
  screen: Screen,
  name: Name,
  query: Query,
  /** Everybody in the tenant sees it. */
  shared: z.boolean().default(false),
});
export type SaveViewInput = z.input<typeof SaveViewInput>;

/** What is left out stays. */
export const UpdateViewInput = z.strictObject({
  viewId: Id,
  name: Name.optional(),
  query: Query.optional(),
  shared: z.boolean().optional(),
});
export type UpdateViewInput = z.infer<typeof UpdateViewInput>;

export const DeleteViewInput = z.strictObject({ viewId: Id });
export type DeleteViewInput = z.infer<typeof DeleteViewInput>;

/** The view one's own list opens with; null: none. */
export const SetDefaultViewInput = z.strictObject({ screen: Screen, viewId: Id.nullable() });
export type SetDefaultViewInput = z.infer<typeof SetDefaultViewInput>;
