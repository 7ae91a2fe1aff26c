import { reversibleWriteSpec, type CapabilitySpec } from "../../lib/capabilities";

const SCOPE = "This organisation's own projects and documents";
const projectOf = (from: "arguments" | "result") =>
  ({ from, pointer: from === "arguments" ? "/project_id" : "/structuredContent/project/id" }) as const;
const documentOf = (from: "arguments" | "result") =>
  ({ from, pointer: from === "arguments" ? "/document_id" : "/structuredContent/document/id" }) as const;

const createProject = reversibleWriteSpec(
  {
    scope: SCOPE,
    effects: "Adds a project in the state planned.",
    justification: "Adds something of its own, changes nothing else, and can be archived.",
    consequence: "Create the project {{args.name}}",
  },
  { capability: "project.archive", mapping: { project_id: projectOf("result") } },
);

const transitionProject: CapabilitySpec = {
  ...reversibleWriteSpec(
    {
      scope: SCOPE,
      effects: "The project is in another state. Every step has its step back.",
      justification:
        "People plan by a project's state; the step back brings the state back, not what was decided by it.",
      consequence: "Move the project {{args.project_id}} to {{args.to}}",
    },
    {
      capability: "project.transition",
      mapping: {
        project_id: projectOf("arguments"),
        to: { from: "result", pointer: "/structuredContent/previous_state" },
      },
    },
  ),
  idempotent: true,
};

const archiveProject: CapabilitySpec = {
  ...reversibleWriteSpec(
    {
      scope: SCOPE,
      effects: "The project takes no documents and no transitions until it is restored.",
      justification: "Work on the project stops until somebody restores it; nothing is lost.",
      consequence: "Archive the project {{args.project_id}}",
    },
    { capability: "project.restore", mapping: { project_id: projectOf("arguments") } },
  ),
  idempotent: true,
};

const restoreProject: CapabilitySpec = {
  ...reversibleWriteSpec(
    {
      scope: SCOPE,
      effects: "The project is there again as it was.",
      justification: "Brings back what was there before, and can be archived again.",
      consequence: "Restore the project {{args.project_id}}",
    },
    { capability: "project.archive", mapping: { project_id: projectOf("arguments") } },
  ),
  idempotent: true,
};

const createDocument = reversibleWriteSpec(
  {
    scope: SCOPE,
    effects: "Adds a document.",
    justification: "Adds something of its own, changes nothing else, and can be deleted.",
    consequence: "Create the document {{args.title}}",
  },
  { capability: "document.delete", mapping: { document_id: documentOf("result") } },
);

/** Reversible, unlike most that delete: the text is kept. The risk is HIGH all the same, as for everything that deletes. */
const deleteDocument: CapabilitySpec = {
  ...reversibleWriteSpec(
    {
      scope: SCOPE,
      effects: "The document is gone for everybody until it is restored. Its text is kept.",
      justification: "",
      consequence: "Delete the document {{args.document_id}}",
    },
    { capability: "document.restore", mapping: { document_id: documentOf("arguments") } },
  ),
  operation: "DELETE",
  risk: {
    level: "HIGH",
    justification: "Whoever relies on the document misses it until somebody restores it.",
    requiresApproval: false,
  },
  idempotent: true,
};

const restoreDocument: CapabilitySpec = {
  ...reversibleWriteSpec(
    {
      scope: SCOPE,
      effects: "The document is there again as it was.",
      justification: "Brings back what was there before, and can be deleted again.",
      consequence: "Restore the document {{args.document_id}}",
    },
    { capability: "document.delete", mapping: { document_id: documentOf("arguments") } },
  ),
  idempotent: true,
};

/** A person's review of our own work tools, by suite and tool, which the seed applies to the demo tenant. */
export const WORK_SPECS = {
  project: {
    create: createProject,
    transition: transitionProject,
    archive: archiveProject,
    restore: restoreProject,
  },
  document: { create: createDocument, delete: deleteDocument, restore: restoreDocument },
} as const satisfies Record<string, Readonly<Record<string, CapabilitySpec>>>;
