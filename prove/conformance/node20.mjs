import { register } from "node:module";

/**
 * The conformance suite is published for Node 22, of which it uses one thing that Node 20 lacks: `globSync`, in
 * a subcommand we don't run. Loaded before the suite, this lets its import of `fs` succeed on the Node that
 * runs everything else, so that no second Node has to be installed (as a dependency it would shadow the first
 * in every npm script).
 */
const FS = `export * from "node:fs"; export { default } from "node:fs";
export function globSync() { throw new Error("globSync needs Node 22"); }`;

const HOOK = `export const resolve = (specifier, context, next) =>
  specifier === "fs" && context.parentURL?.includes("/@modelcontextprotocol/conformance/")
    ? { url: ${JSON.stringify(`data:text/javascript,${encodeURIComponent(FS)}`)}, shortCircuit: true }
    : next(specifier, context);`;

register(`data:text/javascript,${encodeURIComponent(HOOK)}`);
