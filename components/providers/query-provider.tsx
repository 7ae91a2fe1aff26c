"use client";

import { QueryClient, QueryClientProvider, isServer } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { leave } from "./leave";

function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A signed-out or refused reader is not asked again; everything else is tried twice more.
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
      },
    },
  });
}

let browserClient: QueryClient | undefined;

/** One per server render, one per browser tab. */
function queryClient(): QueryClient {
  return isServer ? makeClient() : (browserClient ??= makeClient());
}

export function QueryProvider({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queryClient()}>{children}</QueryClientProvider>;
}

/** A refusal of one of our own endpoints, read from its problem document (RFC 9457). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | undefined,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/**
 * Reads one of the console's own endpoints. A reader whose session has ended is taken to sign in, and back.
 * @throws ApiError with the problem's sentence.
 */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { headers: { accept: "application/json" }, ...(signal && { signal }) });
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as {
    code?: string;
    detail?: string;
    request_id?: string;
  };
  if (response.status === 401) goToSignIn();
  throw new ApiError(
    response.status,
    problem.code ?? "INTERNAL",
    problem.detail ?? "The server could not answer.",
    problem.request_id,
  );
}

/** Leaves for /login and comes back to this very address afterwards. */
export function goToSignIn(): void {
  const here = location.pathname + location.search;
  leave(`/login?next=${encodeURIComponent(here)}`);
}
