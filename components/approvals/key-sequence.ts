/** Between the two keys. */
const SECOND_KEY_MS = 1_500;

/** Whether a key, pressed at so many milliseconds, is the second of two of which the first came just before it. */
export function keySequence(first: string, second: string): (key: string, at: number) => boolean {
  let firstAt = -Infinity;
  return (key, at) => {
    const ends = key === second && at - firstAt < SECOND_KEY_MS;
    firstAt = key === first ? at : -Infinity;
    return ends;
  };
}
