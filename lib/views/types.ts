/** A set of filters with a name, as one person sees it. */
export type SavedView = {
  id: string;
  name: string;
  /** The query string of the list's address, without `?`. */
  query: string;
  shared: boolean;
  /** Who made it; null where it is one's own, or where they are no member any more. */
  ownerName: string | null;
  /** May the viewer rename, share or delete it. */
  editable: boolean;
  /** The viewer's list opens with it. */
  isDefault: boolean;
};
