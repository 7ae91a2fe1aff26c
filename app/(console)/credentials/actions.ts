"use server";

import {
  createCredential,
  CreateCredentialInput,
  EnableCredentialInput,
  revokeIssued,
  RevokeIssuedInput,
  setCredentialEnabled,
  tryCredential,
  TryCredentialInput,
  updateCredential,
  UpdateCredentialInput,
} from "@/lib/credentials";
import { consoleAction } from "@/lib/web/action";

export const createCredentialAction = consoleAction(
  CreateCredentialInput,
  "credentials.manage",
  createCredential,
);
export const updateCredentialAction = consoleAction(
  UpdateCredentialInput,
  "credentials.manage",
  updateCredential,
);
export const setCredentialEnabledAction = consoleAction(
  EnableCredentialInput,
  "credentials.manage",
  setCredentialEnabled,
);
export const tryCredentialAction = consoleAction(TryCredentialInput, "credentials.manage", tryCredential);
export const revokeIssuedAction = consoleAction(RevokeIssuedInput, "credentials.revoke", revokeIssued);
