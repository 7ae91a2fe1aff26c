import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { Asked, playScenario } from "./scenarios";
import type { World } from "./world";

/** Where client-command.mjs asks for a scenario to be played. */
export async function startControl(world: World): Promise<{ url: string; close: () => Promise<void> }> {
  let number = 0;
  const play = async (incoming: IncomingMessage) => {
    const asked = Asked.parse(JSON.parse(await text(incoming)));
    const slug = `client.s${++number}`;
    await world.mount(slug, asked.serverUrl, () => playScenario(world.urlOf(slug), asked));
  };
  const server = createServer((incoming, outgoing) => {
    play(incoming).then(
      () => outgoing.end("played\n"),
      (error: unknown) =>
        outgoing.writeHead(500).end(`${error instanceof Error ? error.stack : String(error)}\n`),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The control has no port.");
  const close = async () => {
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}
