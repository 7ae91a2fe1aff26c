export type { StepUpActions } from "./actions";
export { StepUpProvider } from "./provider";
export { useStepUp, type StepUp } from "./use-step-up";
