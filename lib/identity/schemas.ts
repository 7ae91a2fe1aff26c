import { z } from "zod";

/** As an authenticator app shows it; people type and paste it with a space in the middle. */
export const Code = z
  .string()
  .max(20)
  .transform((text) => text.replaceAll(/\s/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "Enter the six digits that the app shows."));

export const StepUpInput = z.discriminatedUnion("method", [
  z.strictObject({
    method: z.literal("password"),
    password: z.string().min(1, "Enter your password.").max(1_024, "This password is too long."),
  }),
  z.strictObject({ method: z.literal("code"), code: Code }),
]);
export type StepUpInput = z.input<typeof StepUpInput>;

export const ConfirmAuthenticatorInput = z.strictObject({ code: Code });
export type ConfirmAuthenticatorInput = z.input<typeof ConfirmAuthenticatorInput>;
