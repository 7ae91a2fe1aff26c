import type { Invariant } from "../crash/job";
import type { Plant } from "./plant";
import type { PromiseName } from "./promises";
import type { ScenarioName } from "./scenarios";

/** A bug that somebody could make, and what has to notice it. */
export type Fault = Plant & {
  name: string;
  /** Completes "… is caught". */
  what: string;
  scenario: ScenarioName;
  breaks: PromiseName;
  /** One of the six that every change tries; the others cost time. */
  always?: true;
  /** The crash harness has to notice it too, by this invariant. */
  crash?: Invariant;
};
