import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";

export type LocalServer = {
  port: number;
  /** Everything that was asked of it. */
  requests: IncomingMessage[];
  /** How many connections were ever made to it. */
  connections: () => number;
  close: () => Promise<void>;
};

/** An HTTP server on 127.0.0.1; HTTPS where `tls` is given. */
export async function localServer(answer: RequestListener, tls?: ServerOptions): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  let connections = 0;
  server.on("connection", () => (connections += 1));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
