"use client";

import type { UpstreamDetail } from "@/lib/upstreams/types";
import { Facts } from "../../page/facts";
import { Button } from "../../ui/button";
import { SafeText } from "../../ui/safe-text";
import { AreaField } from "./inputs";
import type { PartProps } from "./part-props";

const PEM = "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----";

/** Roots of its own, and who we are to it (mTLS). The private key goes one way: nobody reads it again. */
export function TlsFields({
  form,
  set,
  faults,
  disabled,
  stored,
}: PartProps & { stored?: UpstreamDetail["tls"] }) {
  const { key } = form;
  const kept = stored?.keySet === true && key.kind === "keep";
  return (
    <div className="grid gap-4">
      <AreaField
        name="tls.ca"
        label="Certificate authority (optional)"
        value={form.ca}
        error={faults["tls.ca"]}
        hint="PEM. Trusted instead of the public roots; leave it empty for a public server."
        placeholder={PEM}
        rows={4}
        code
        disabled={disabled === true}
        onChange={(ca) => set({ ca })}
      />
      <AreaField
        name="tls.certificate"
        label="Client certificate (optional)"
        value={form.certificate}
        error={faults["tls.certificate"]}
        hint="PEM. Shown to the server, to say who we are (mutual TLS)."
        placeholder={PEM}
        rows={4}
        code
        disabled={disabled === true}
        onChange={(certificate) => set({ certificate })}
      />
      {stored?.certificate && (
        <Facts
          facts={[
            { term: "Issued to", value: <SafeText oneLine>{stored.certificate.subject}</SafeText> },
            { term: "Issued by", value: <SafeText oneLine>{stored.certificate.issuer}</SafeText> },
            { term: "Valid until", value: stored.certificate.validTo },
            {
              term: "Fingerprint",
              value: <span className="font-mono text-xs">{stored.certificate.fingerprint256}</span>,
            },
          ]}
        />
      )}
      {kept ? (
        <div className="grid gap-1.5">
          <p className="text-sm font-medium">Private key</p>
          <div className="flex flex-wrap items-center gap-2 text-sm">
            <span className="text-ink-2">Set. It is kept encrypted and shown to nobody.</span>
            <Button
              size="sm"
              disabled={disabled === true}
              onClick={() => set({ key: { kind: "set", text: "" } })}
            >
              Replace
            </Button>
            <Button size="sm" disabled={disabled === true} onClick={() => set({ key: { kind: "none" } })}>
              Remove
            </Button>
          </div>
        </div>
      ) : (
        <div className="grid gap-2">
          <AreaField
            name="tls.key"
            label="Private key of the client certificate (optional)"
            value={key.kind === "set" ? key.text : ""}
            error={faults["tls.key"]}
            hint={
              key.kind === "none"
                ? "It is removed when you save."
                : "PEM, without a passphrase. Kept encrypted; nobody sees it again."
            }
            placeholder={"-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----"}
            rows={4}
            code
            disabled={disabled === true}
            onChange={(text) => set({ key: { kind: "set", text } })}
          />
          {stored?.keySet && (
            <Button
              size="sm"
              variant="link"
              className="justify-self-start px-0"
              onClick={() => set({ key: { kind: "keep" } })}
            >
              Keep the one that is set
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
