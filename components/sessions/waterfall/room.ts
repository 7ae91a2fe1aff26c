/** How much room there is: on a phone the bar stands under the name. */
export type Room = "narrow" | "medium" | "wide";
export const ROW_HEIGHT: Record<Room, number> = { narrow: 62, medium: 44, wide: 44 };
export const COLUMNS: Record<Room, string> = {
  narrow: "minmax(0,1fr) auto",
  medium: "minmax(8rem,1fr) 9.5rem minmax(7rem,1fr)",
  wide: "minmax(14rem,1fr) 12rem 4.75rem minmax(14rem,1.6fr)",
};
