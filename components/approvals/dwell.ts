/**
 * How long something has been before a person's eyes: the time in which its page was visible and had the focus.
 * Times are milliseconds of one steady clock, given by the caller.
 */
export function dwellFrom(now: number, watching: boolean) {
  let since = watching ? now : null;
  let before = 0;
  return {
    /** Notes that the page is looked at from now on, or no longer. */
    watch(now: number, watching: boolean): void {
      if (since !== null) before += now - since;
      since = watching ? now : null;
    },
    read: (now: number): number => Math.round(before + (since === null ? 0 : now - since)),
  };
}
