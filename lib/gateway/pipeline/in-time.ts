import { DomainError } from "../../platform/errors";

type Options = {
  ms: number;
  /** Gives back what the work holds: when its time is up, and again when it ends after all, for it may have taken more. */
  giveBack: () => void;
};

/**
 * Waits for an evaluation, which has so long. One that never ends would keep its caller waiting and its place among the calls
 * in work: as many of them as there are places would stop a gateway.
 * @throws DomainError UNAVAILABLE once its time is up; whatever `work` threw
 */
export async function inTime<T>(work: Promise<T>, { ms, giveBack }: Options): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      giveBack();
      work.then(giveBack, giveBack);
      reject(
        new DomainError("UNAVAILABLE", "This call was not decided in time. Nothing was executed; try again."),
      );
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
