import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";

/**
 * Passes every request on with the agent's key, which the suite cannot send. Everything else stays as it was
 * sent, Host and Origin above all: the suite tries what we make of foreign ones.
 */
export async function startForwarder(target: {
  port: number;
  apiKey: string;
}): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => forward(incoming, outgoing, target));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the forwarder has no port");
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { port: address.port, close };
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { port, apiKey }: { port: number; apiKey: string },
): void {
  const headers = { ...incoming.headers, authorization: `Bearer ${apiKey}` };
  const onward = request(
    { host: "127.0.0.1", port, method: incoming.method, path: incoming.url, headers },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    },
  );
  onward.on("error", () => outgoing.destroy());
  // A reader that leaves must be seen to leave by the gateway too.
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
}
