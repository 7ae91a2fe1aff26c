/**
 * What the suite runs as "the client": asks the gateway under test, whose address is the first argument, to take the
 * suite's server, whose address is the last, for an upstream, and to do what the scenario wants through it.
 */
const [control, serverUrl] = process.argv.slice(2);
const {
  MCP_CONFORMANCE_SCENARIO: scenario,
  MCP_CONFORMANCE_PROTOCOL_VERSION: revision,
  MCP_CONFORMANCE_CONTEXT: context,
} = process.env;
const response = await fetch(control, {
  method: "POST",
  body: JSON.stringify({ scenario, revision, serverUrl, context: context ? JSON.parse(context) : {} }),
});
console.log(await response.text());
process.exitCode = response.ok ? 0 : 1;
