import { Boxes, Cable, SquareTerminal, Webhook, type LucideIcon } from "lucide-react";
import type { UpstreamKind } from "@/lib/upstreams/types";

type Look = { label: string; short: string; hint: string; icon: LucideIcon };

/** What each kind of upstream is called, and when it is the right one. */
export const KINDS: Record<UpstreamKind, Look> = {
  mcp_http: {
    label: "MCP over HTTP",
    short: "MCP · HTTP",
    hint: "A server that speaks the Model Context Protocol at an address. It says itself which tools it has.",
    icon: Cable,
  },
  http: {
    label: "HTTP API",
    short: "HTTP API",
    hint: "Any HTTP service with an OpenAPI document. You choose which operations agents may ask for.",
    icon: Webhook,
  },
  mcp_stdio: {
    label: "Local server",
    short: "MCP · local",
    hint: "A program that this installation's operator permits. The gateway starts and limits it.",
    icon: SquareTerminal,
  },
  builtin: {
    label: "Work tools",
    short: "Built in",
    hint: "Projects and documents kept in this installation's own database. Nothing else is needed.",
    icon: Boxes,
  },
};
