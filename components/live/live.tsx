"use client";

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { setLiveStatus } from "../shell/live-status";
import type { LiveEvent } from "./event-stream";
import { shareEventStream } from "./shared-stream";

const listeners = new Set<(event: LiveEvent) => void>();

/** Mounted once, by the console's layout: keeps what React Query holds as fresh as the database. */
export function Live({ tenantId }: { tenantId: string }) {
  const client = useQueryClient();
  useEffect(() => {
    const onEvent = (event: LiveEvent) => {
      refetch(client, event);
      listeners.forEach((listener) => listener(event));
    };
    const stop = shareEventStream(tenantId, { onEvent, onStatus: setLiveStatus });
    return () => {
      stop();
      setLiveStatus("off");
    };
  }, [client, tenantId]);
  return null;
}

function refetch(client: QueryClient, event: LiveEvent): void {
  if (event.kind === "approvals" || event.kind === "gap")
    void client.invalidateQueries({ queryKey: ["approvals"] });
}

/** Calls back on live events while mounted. */
export function useLiveEvents(onEvent: (event: LiveEvent) => void): void {
  const latest = useEffectEvent(onEvent);
  useEffect(() => {
    const listener = (event: LiveEvent) => latest(event);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
}

const REFRESH_MS = 1_500;

/** Reads a server-rendered page again when something happened, at most once per 1.5 s and not while hidden. */
export function LiveRefresh() {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let missed = false;
    const refresh = () => {
      timer = undefined;
      missed = document.visibilityState === "hidden";
      if (!missed) router.refresh();
    };
    const listener = () => {
      timer ??= setTimeout(refresh, REFRESH_MS);
    };
    const onVisible = () => missed && document.visibilityState === "visible" && refresh();
    listeners.add(listener);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      clearTimeout(timer);
      listeners.delete(listener);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [router]);
  return null;
}
