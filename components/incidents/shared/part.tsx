"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "../../ui/button";
import { Skeleton } from "../../ui/skeleton";

type PartProps<T> = { query: UseQueryResult<T>; lines?: number; children: (data: T) => ReactNode };

/** What a panel has read, or that it is being read, or that it could not be. */
export function Part<T>({ query, lines = 4, children }: PartProps<T>) {
  const { data, error, isFetching, refetch } = query;
  if (data !== undefined) return children(data);
  if (error)
    return (
      <div role="alert" className="grid justify-items-start gap-2 p-4 text-sm text-deny">
        <p>{error.message}</p>
        <Button size="sm" pending={isFetching} onClick={() => void refetch()}>
          Try again
        </Button>
      </div>
    );
  return (
    <div className="grid gap-2.5 p-4" aria-busy="true">
      <span className="sr-only">Loading</span>
      {Array.from({ length: lines }, (_, n) => (
        <Skeleton key={n} className="h-4" />
      ))}
    </div>
  );
}
