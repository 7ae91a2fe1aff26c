import { ShieldCheck } from "lucide-react";

/** What no rule can open, in words: an admin who looks for it here should find out why it is not offered. */
export function NeverPermitted() {
  return (
    <div className="mx-4 my-5 flex max-w-3xl items-start gap-2.5 rounded-md border border-line bg-sunken px-3 py-2.5 text-sm text-ink-2 md:mx-6">
      <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
      <div className="grid gap-1">
        <p>
          The address is checked when a connection is made, after names are resolved, and again at every
          redirect. Public addresses need no rule.
        </p>
        <p>
          Never permitted, whatever stands here: link-local addresses (169.254.0.0/16, fe80::/10), which
          include the metadata services of clouds, fd00:ec2::254, multicast, broadcast, and 0.0.0.0/8.
        </p>
      </div>
    </div>
  );
}
