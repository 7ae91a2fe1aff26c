import {
  irreversibleWriteSpec,
  readSpec,
  reversibleWriteSpec,
  type CapabilitySpec,
} from "../../lib/capabilities";

const SCOPE = "The folders this filesystem server was started with";

/** Reading changes nothing; what it may reveal is bounded by the folders the server was given. */
function reads(consequence: string): CapabilitySpec {
  return readSpec({
    scope: SCOPE,
    effects: "None: nothing is changed.",
    justification: "Reads only, and only inside the server's folders.",
    consequence,
  });
}

const createDirectory: CapabilitySpec = {
  ...reversibleWriteSpec({
    scope: SCOPE,
    effects: "Makes the folder and any missing folders above it. One that exists already is left as it is.",
    justification: "Adds an empty folder, overwrites nothing, and can be moved away again.",
    consequence: "Create the folder {{args.path}}",
  }),
  idempotent: true,
};

const moveFile: CapabilitySpec = {
  ...reversibleWriteSpec(
    {
      scope: SCOPE,
      effects: "The source is gone from its old place. An existing destination makes the call fail.",
      justification: "Whatever relies on the old path breaks until the file is moved back.",
      consequence: "Move {{args.source}} to {{args.destination}}",
    },
    {
      strategy: "Move the file back: destination to source.",
      capability: "io.fs.move_file",
      mapping: {
        source: { from: "arguments", pointer: "/destination" },
        destination: { from: "arguments", pointer: "/source" },
      },
    },
  ),
  risk: {
    level: "HIGH",
    justification: "Whatever relies on the old path breaks until the file is moved back.",
    requiresApproval: false,
  },
};

const writeFile: CapabilitySpec = {
  ...irreversibleWriteSpec(
    {
      scope: SCOPE,
      effects: "Creates the file, or replaces all it held. What it held before is not kept.",
      justification: "Overwrites without a copy: the old content can't be brought back.",
      consequence: "Write {{args.path}}. If the file exists, all it holds now is replaced and not kept.",
    },
    {
      strategy:
        "Move the written file to .trash. This takes away what was written; it doesn't bring back what an existing file held.",
      capability: "io.fs.move_file",
    },
  ),
  idempotent: true,
};

const editFile = irreversibleWriteSpec({
  scope: SCOPE,
  effects: "Replaces passages of the file. With dryRun it only shows the difference.",
  justification: "Changes a file in place, keeps no copy, and nothing takes the change back.",
  consequence: "Change passages of {{args.path}} in place. The old text is not kept.",
});

/**
 * A person's review of `@modelcontextprotocol/server-filesystem`, by tool name, which the seed applies to the
 * demo tenant. A tool that is not here stays unreviewed, and so counts as HIGH or CRITICAL.
 */
export const DEMO_CAPABILITIES: Readonly<Record<string, CapabilitySpec>> = {
  read_file: reads("Read {{args.path}}"),
  read_text_file: reads("Read {{args.path}}"),
  read_media_file: reads("Read the image or sound {{args.path}}"),
  read_multiple_files: reads("Read the files {{args.paths}}"),
  list_directory: reads("List the folder {{args.path}}"),
  list_directory_with_sizes: reads("List the folder {{args.path}} with sizes"),
  directory_tree: reads("List {{args.path}} and every folder in it"),
  search_files: reads("Search {{args.path}} for names like {{args.pattern}}"),
  get_file_info: reads("Look at the size and times of {{args.path}}"),
  list_allowed_directories: reads("List the folders this server may use"),
  create_directory: createDirectory,
  move_file: moveFile,
  write_file: writeFile,
  edit_file: editFile,
};
