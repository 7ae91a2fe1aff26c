import type { ReactNode } from "react";
import { CredentialActionsProvider } from "@/components/credentials/actions";
import { sectionLayout } from "@/lib/web/section-layout";
import {
  createCredentialAction,
  revokeIssuedAction,
  setCredentialEnabledAction,
  tryCredentialAction,
  updateCredentialAction,
} from "./actions";

const Section = sectionLayout("credentials.read");

const ACTIONS = {
  create: createCredentialAction,
  update: updateCredentialAction,
  setEnabled: setCredentialEnabledAction,
  try: tryCredentialAction,
  revoke: revokeIssuedAction,
};

export default function CredentialsLayout({ children }: { children: ReactNode }) {
  return (
    <Section>
      <CredentialActionsProvider actions={ACTIONS}>{children}</CredentialActionsProvider>
    </Section>
  );
}
