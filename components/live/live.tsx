"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { setLiveStatus } from "../shell/live-status";
import { coalesce } from "./coalesce";
import type { LiveEvent } from "./event-stream";
import { shareEventStream } from "./shared-stream";

/** Between two readings of a list that changes all the time. */
const PAUSE_MS = 300;
/** Between two readings of what calls do. */
const REFRESH_MS = 1_500;

const listeners = new Set<(event: LiveEvent) => void>();

/** Mounted once, by the console's layout: keeps what React Query holds as fresh as the database. */
export function Live({ tenantId }: { tenantId: string }) {
  const client = useQueryClient();
  useEffect(() => {
    const refetch = coalesce(() => client.invalidateQueries({ queryKey: ["approvals"] }), PAUSE_MS);
    // An approved call that ran shows its outcome on its request.
    const refetchOpen = coalesce(
      () => client.invalidateQueries({ queryKey: ["approvals", "one"] }),
      REFRESH_MS,
    );
    const refetchAlerts = coalesce(() => client.invalidateQueries({ queryKey: ["alerts"] }), REFRESH_MS);
    const refetchIncidents = coalesce(() => client.invalidateQueries({ queryKey: ["incidents"] }), PAUSE_MS);
    const onEvent = (event: LiveEvent) => {
      if (event.kind === "activity") refetchOpen();
      else if (event.kind !== "incidents") refetch();
      if (event.kind === "activity" || event.kind === "gap") refetchAlerts();
      if (event.kind === "incidents" || event.kind === "gap") refetchIncidents();
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

/** Hears what the page's event stream says, for views that read on from where they are. */
export function useLiveEvents(onEvent: (event: LiveEvent) => void): void {
  const heard = useEffectEvent(onEvent);
  useEffect(() => {
    const listener = (event: LiveEvent) => heard(event);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
}

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
