const OPENAPI = JSON.stringify({
  ...{ openapi: "3.1.0", info: { title: "One", version: "1" } },
  paths: { "/one": { get: { operationId: "one", responses: { 200: { description: "One" } } } } },
});
/** A document that nobody has imported. */
export const source = { from: "text" as const, text: OPENAPI };
