import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import {
  createGateway,
  executionsSettled,
  startMaintenance,
  startSnapshots,
  stopSnapshots,
  watchStopFile,
  watchUpstreams,
} from "../lib/gateway";
import { startDeliverer } from "../lib/notifications";
import { closeDatabase } from "../lib/platform/db";
import { env } from "../lib/platform/env";
import { closeEvents } from "../lib/platform/events";
import { onShutdown, shutdown } from "../lib/platform/lifecycle";
import { logger } from "../lib/platform/log";
import { closeUpstreams } from "../lib/upstreams";
import { closeServer, KEEP_ALIVE_MS } from "./connections";

/**
 * The dedicated gateway: the same app that the console mounts, in a process of its own, where neither pages nor
 * what attacks them can slow it down. AGENTGATE_ROLE says whether it serves, keeps house, or both.
 */
const log = logger("gateway");
/** For a request to arrive, not for its answer: a client that drips bytes gives its connection back. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** How often the server looks for those whose time is over; its own half a minute would be added to each. */
const CHECK_EVERY_MS = 2_000;
const { AGENTGATE_ROLE: role, GATEWAY_PORT: port, HOST: hostname } = env();

onShutdown("database", closeDatabase);
onShutdown("events", closeEvents);
onShutdown("upstreams", closeUpstreams);
onShutdown("executions", executionsSettled);
onShutdown("snapshots", stopSnapshots);

if (role !== "gateway") {
  onShutdown("maintenance", startMaintenance());
  onShutdown("notifications", startDeliverer());
}
if (role !== "worker") {
  const serverOptions = {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  };
  const server = serve({ fetch: createGateway().fetch, port, hostname, serverOptions }, (address) => {
    log.info("listening", { port: address.port, pid: process.pid });
    startSnapshots();
    // Which tools the upstreams offer today is compared with what people accepted; calls need not wait for it.
    onShutdown("upstream watch", watchUpstreams());
    onShutdown("stop file watch", watchStopFile());
  });
  server.on("error", (err) => {
    log.fatal("the gateway cannot listen on its port", { err, port });
    void shutdown(1);
  });
  // Without TLS it is Node's plain server.
  onShutdown("server", () => closeServer(server as Server));
}
