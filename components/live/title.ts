const PREFIX = /^\(\d+\+?\) /;

/** A tab's title with the number of requests that wait for its reader in front, or without where none does. */
export function withCount(title: string, waiting: number): string {
  const bare = title.replace(PREFIX, "");
  return waiting > 0 ? `(${waiting > 99 ? "99+" : waiting}) ${bare}` : bare;
}
