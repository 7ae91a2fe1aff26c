import type { JsonObject } from "../platform/json";
import { PROJECT_STATES, type WorkSuite, type WorkTool } from "./types";

const id = (description: string) => ({ type: "string", format: "uuid", description });
const time = { type: "string", format: "date-time" };
const PROJECT_ID = id("The project's id, as project.create answered it.");
const DOCUMENT_ID = id("The document's id, as document.create answered it.");
const title = (description: string) => ({
  type: "string",
  minLength: 1,
  maxLength: 200,
  pattern: "\\S",
  description,
});

function closed(properties: JsonObject, optional: readonly string[] = []): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

const STATE = { type: "string", enum: [...PROJECT_STATES] };
const PROJECT = closed({
  id: { type: "string", format: "uuid" },
  name: { type: "string" },
  description: { type: "string" },
  state: STATE,
  archived: { type: "boolean" },
  created_at: time,
});
const DOCUMENT = closed({
  id: { type: "string", format: "uuid" },
  title: { type: "string" },
  project_id: { type: ["string", "null"], format: "uuid" },
  deleted: { type: "boolean" },
  created_at: time,
});

/** `again`: doing it twice is the same as once. `changes`: more than adding something. */
function ours(hints: { changes: boolean; again: boolean }): JsonObject {
  return {
    readOnlyHint: false,
    destructiveHint: hints.changes,
    idempotentHint: hints.again,
    openWorldHint: false,
  };
}

const project: WorkTool[] = [
  {
    name: "create",
    title: "Create a project",
    description: "Creates a project in the state planned.",
    inputSchema: closed(
      {
        name: title("What people call it."),
        description: { type: "string", maxLength: 4_000, description: "What it is for." },
      },
      ["description"],
    ),
    outputSchema: closed({ project: PROJECT }),
    annotations: ours({ changes: false, again: false }),
  },
  {
    name: "transition",
    title: "Move a project to another state",
    description:
      "planned can become active or cancelled; active: planned, on_hold, done or cancelled; on_hold: active or cancelled; done: active; cancelled: planned, active or on_hold. Answers with the state before.",
    inputSchema: closed({ project_id: PROJECT_ID, to: { ...STATE, description: "The state to move to." } }),
    outputSchema: closed({ project: PROJECT, previous_state: STATE }),
    annotations: ours({ changes: true, again: true }),
  },
  {
    name: "archive",
    title: "Archive a project",
    description: "Puts a project away: it takes no documents and no transitions until it is restored.",
    inputSchema: closed({ project_id: PROJECT_ID }),
    outputSchema: closed({ project: PROJECT }),
    annotations: ours({ changes: true, again: true }),
  },
  {
    name: "restore",
    title: "Restore a project",
    description: "Brings an archived project back as it was.",
    inputSchema: closed({ project_id: PROJECT_ID }),
    outputSchema: closed({ project: PROJECT }),
    annotations: ours({ changes: false, again: true }),
  },
];

const document: WorkTool[] = [
  {
    name: "create",
    title: "Create a document",
    description: "Creates a document, in a project or in none.",
    inputSchema: closed(
      {
        title: title("What people call it."),
        body: { type: "string", maxLength: 100_000, description: "Its text." },
        project_id: id("The project that it belongs to."),
      },
      ["project_id"],
    ),
    outputSchema: closed({ document: DOCUMENT }),
    annotations: ours({ changes: false, again: false }),
  },
  {
    name: "delete",
    title: "Delete a document",
    description: "Takes a document away. Its text is kept, so that document.restore can bring it back.",
    inputSchema: closed({ document_id: DOCUMENT_ID }),
    outputSchema: closed({ document: DOCUMENT }),
    annotations: ours({ changes: true, again: true }),
  },
  {
    name: "restore",
    title: "Restore a document",
    description: "Brings a deleted document back as it was.",
    inputSchema: closed({ document_id: DOCUMENT_ID }),
    outputSchema: closed({ document: DOCUMENT }),
    annotations: ours({ changes: false, again: true }),
  },
];

/**
 * Our own tools by suite, as `tools/list` would tell them. A definition is pinned in every tenant's registry: any
 * change of a word here suspends the tool until a person has accepted it.
 */
export const WORK_TOOLS: Readonly<Record<WorkSuite, readonly WorkTool[]>> = { project, document };
