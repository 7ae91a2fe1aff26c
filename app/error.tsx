"use client";

import { ErrorState } from "@/components/error-state";
import { Button } from "@/components/ui/button";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <ErrorState requestId={error.digest} action={<Button onClick={reset}>Try again</Button>}>
      The server could not answer. If this stays, give the reference to whoever runs this installation.
    </ErrorState>
  );
}
