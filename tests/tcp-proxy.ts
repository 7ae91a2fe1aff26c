import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";

/** A wire to the database that a test can cut: existing connections break at once, new ones are refused. Or slow down. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  #delayMs = 0;

  private constructor(target: { host: string; port: number }) {
    this.#server = createServer((client) => {
      if (this.#cut) return void client.resetAndDestroy();
      const upstream = connect(target);
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
      }
      client.pipe(upstream).pipe(this.#delayed()).pipe(client);
    });
  }

  static async to(host: string, port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy({ host, port });
    await new Promise<void>((done) => proxy.#server.listen(0, "127.0.0.1", done));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend(): void {
    this.#cut = false;
    this.#delayMs = 0;
  }

  /** Every answer of the database takes so much longer. */
  slow(ms: number): void {
    this.#delayMs = ms;
  }

  #delayed(): Transform {
    return new Transform({
      transform: (chunk, _, done) => {
        if (this.#delayMs > 0) setTimeout(() => done(null, chunk), this.#delayMs);
        else done(null, chunk);
      },
    });
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
