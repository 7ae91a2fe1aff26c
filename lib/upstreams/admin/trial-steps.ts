import { visible } from "../../capabilities";
import { DomainError } from "../../platform/errors";
import { logger } from "../../platform/log";
import { UpstreamError } from "../errors";
import type { ConnectionStep } from "../types";

/** What a step found out: a sentence for people, and what the next one needs. */
export type Found<T> = { detail: string; value: T };
export type Step = <T>(name: string, work: () => Promise<Found<T>>) => Promise<T>;

/** A step failed, and what it has to say is written down. */
class Stopped extends Error {}

/** A failure with the sentence for it. */
export class StepFault extends Error {}

/**
 * Runs steps one after the other until one fails.
 * @returns every step that was begun, and what `run` returned; null where one failed
 */
export async function inSteps<T>(
  run: (step: Step) => Promise<T>,
): Promise<{ steps: ConnectionStep[]; result: T | null }> {
  const steps: ConnectionStep[] = [];
  const step: Step = async (name, work) => {
    const started = performance.now();
    const done = (ok: boolean, detail: string) =>
      steps.push({ name, ok, ms: Math.round(performance.now() - started), detail });
    try {
      const { detail, value } = await work();
      done(true, detail);
      return value;
    } catch (error) {
      done(false, sentenceOf(error));
      throw new Stopped();
    }
  };
  try {
    return { result: await run(step), steps };
  } catch (error) {
    if (error instanceof Stopped) return { result: null, steps };
    throw error;
  }
}

/** Messages of these errors are ours; the last words of a server are quoted, without what a reader could not see. */
function sentenceOf(error: unknown): string {
  if (error instanceof StepFault || error instanceof DomainError) return error.message;
  if (error instanceof UpstreamError) {
    const said = error.said.trim();
    return said === "" ? error.message : `${error.message} Its last words: ${visible(said.slice(-300))}`;
  }
  logger("upstreams").error("a connection test failed unexpectedly", { err: error });
  return "The test itself failed unexpectedly.";
}
