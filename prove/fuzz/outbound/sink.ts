import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";

export type Sink = { port: number; connects: () => number; reset: () => void; close: () => Promise<void> };

/** A port over which nobody may ever connect: of one address, or without, of every address that this machine is. */
export async function startSink(at?: { host: string; port: number }): Promise<Sink> {
  let connects = 0;
  const sockets = new Set<Socket>();
  const hear = (socket: Socket) => {
    connects++;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    // Who did get through shall not wait for long.
    socket.end("HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nsink");
  };
  // A machine without IPv6 has nobody to connect to there.
  const first = await (at ? listening(at.host, at.port, hear) : listening("0.0.0.0", 0, hear));
  const address = first?.address();
  const port = at?.port ?? (typeof address === "object" ? address?.port : undefined);
  if (port === undefined) throw new Error("The sink cannot listen.");
  const second = at ? null : await listening("::", port, hear);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    for (const server of [first, second])
      await new Promise((done) => (server ? server.close(done) : done(null)));
  };
  return { port, connects: () => connects, reset: () => void (connects = 0), close };
}

async function listening(host: string, port: number, hear: (socket: Socket) => void): Promise<Server | null> {
  const server = createServer(hear);
  server.listen({ host, port, ipv6Only: host === "::" });
  return once(server, "listening").then(
    () => server,
    () => null,
  );
}
