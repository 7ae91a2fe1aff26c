/**
 * Waits for a step of a suite, which has so long on the slowest machine; what takes longer hangs.
 * @param left what it still waits for, to be told where it hangs
 * @throws Error that says what hung
 */
export async function within<T>(
  step: string,
  seconds: number,
  work: Promise<T>,
  left: () => readonly string[] = () => [],
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const lines = left().map((line) => `\n  ${line}`);
      reject(new Error(`${step}: not done after ${seconds} s.${lines.join("")}`));
    }, seconds * 1_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
