import { z } from "zod";
import { Id, many, SearchText } from "../calls/schemas";

export const RISKS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export const VIEWS = ["pending", "decided"] as const;
export const MAX_COMMENT = 2000;
export const MIN_DENIAL = 3;

/** Control characters but tab and line breaks, and halves of characters: nobody types them. */
const UNTYPED = /(?![\t\n\r])\p{Cc}|\p{Cs}/u;

const Comment = z
  .string()
  .trim()
  .max(MAX_COMMENT, `must have at most ${MAX_COMMENT} characters`)
  .refine((text) => !UNTYPED.test(text), "has characters that cannot be shown");

export const ApproveInput = z.strictObject({ approvalId: Id, comment: Comment.optional() });
export type ApproveInput = z.infer<typeof ApproveInput>;

export const DenyInput = z.strictObject({
  approvalId: Id,
  /** The agent reads it. */
  comment: Comment.min(MIN_DENIAL, `must say why, in at least ${MIN_DENIAL} characters`),
});
export type DenyInput = z.infer<typeof DenyInput>;

export const CancelInput = z.strictObject({ approvalId: Id, cause: z.string().trim().min(1).max(200) });
export type CancelInput = z.infer<typeof CancelInput>;

export const ListApprovalsInput = z.strictObject({
  view: z.enum(VIEWS).default("pending"),
  risk: many(z.enum(RISKS)),
  /** Agent name. */
  agent: many(SearchText),
  /** Part of the capability or of the agent's name, or the id of a request. */
  q: SearchText.optional(),
  cursor: z.string().max(100).optional(),
});
export type ListApprovalsInput = z.input<typeof ListApprovalsInput>;
