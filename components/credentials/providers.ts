import { Clock, CloudCog, KeyRound, Repeat, type LucideIcon } from "lucide-react";
import type { Provider } from "@/lib/credentials/schemas";
import type { Revocability } from "@/lib/credentials/types";

type Words = { label: string; hint: string; icon: LucideIcon };

/** What each provider is called, and what it does. */
export const PROVIDER_WORDS: Record<Provider, Words> = {
  static: {
    label: "Static secret",
    hint: "An API key or password that stays the same. Kept encrypted; it cannot be taken back by us.",
    icon: KeyRound,
  },
  oauth_client_credentials: {
    label: "OAuth 2.1 client",
    hint: "A short-lived token per session or call, for one server.",
    icon: Clock,
  },
  http_broker: {
    label: "HTTP broker",
    hint: "A service of yours that issues and revokes, such as a secrets manager behind a small adapter.",
    icon: Repeat,
  },
  aws_sts: {
    label: "AWS role",
    hint: "Temporary keys of a role (STS AssumeRole). They end by themselves.",
    icon: CloudCog,
  },
};

/** What becomes of something issued when it is to end before its time, in words. */
export const REVOCABILITY_WORDS: Record<Revocability, { label: string; sentence: string }> = {
  revocable: {
    label: "Revocable",
    sentence: "What it issues can be revoked at its issuer before it expires.",
  },
  expires: {
    label: "Expires by itself",
    sentence:
      "Its issuer has no way to revoke. We stop using what was issued at once, but it stays valid until it expires.",
  },
  permanent: {
    label: "Permanent",
    sentence:
      "The secret is good until it is changed at its issuer. We stop using it at once, but cannot make it invalid.",
  },
};
