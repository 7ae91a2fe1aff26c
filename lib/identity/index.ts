export { beginAuthenticator } from "./begin-authenticator";
export { confirmAuthenticator } from "./confirm-authenticator";
export { removeAuthenticator } from "./remove-authenticator";
export { ConfirmAuthenticatorInput, StepUpInput } from "./schemas";
export { stepUp } from "./step-up";
export type { Enrolment, Ways } from "./types";
