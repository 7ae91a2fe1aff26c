import type { Server } from "node:http";

/**
 * Longer than load balancers keep an idle connection (60 s): who closes first while the other sends makes it a failure. In
 * milliseconds, for the gateway and the console.
 */
export const KEEP_ALIVE_MS = 75_000;
const SWEEP_MS = 50;

/**
 * Ends a server after what it is answering. Node waits for a connection that was in work when `close` was called until
 * its keep-alive is over; an answer that is out needs no such waiting.
 */
export function closeServer(server: Pick<Server, "close" | "closeIdleConnections">): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
  });
}
