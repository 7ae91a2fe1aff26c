import { z } from "zod";
import { Id } from "../../calls/schemas";

/** Control characters and halves of characters: nobody types them. */
const SHOWN = /^[^\p{Cc}\p{Cs}]*$/u;

const Name = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(60, "must have at most 60 characters")
  .regex(SHOWN, "has characters that cannot be shown");
const Description = z
  .string()
  .trim()
  .max(300, "must have at most 300 characters")
  .regex(SHOWN, "has characters that cannot be shown");

export const CreateTeamInput = z.strictObject({
  name: Name,
  description: Description.default(""),
  memberIds: z.array(Id).max(200).default([]),
});
export type CreateTeamInput = z.input<typeof CreateTeamInput>;

export const UpdateTeamInput = z.strictObject({
  id: Id,
  name: Name,
  description: Description,
  /** As it was when it was opened: who has changed it since is not overwritten. */
  was: z.strictObject({ name: z.string(), description: z.string() }),
});
export type UpdateTeamInput = z.input<typeof UpdateTeamInput>;

export const TeamRef = z.strictObject({ id: Id });
export type TeamRef = z.input<typeof TeamRef>;

export const TeamMemberInput = z.strictObject({ teamId: Id, userId: Id });
export type TeamMemberInput = z.input<typeof TeamMemberInput>;
