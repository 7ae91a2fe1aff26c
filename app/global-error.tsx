"use client";

import "./globals.css";

/** Replaces the root layout when that itself fails, so it brings its own document. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <title>AgentGate: something failed</title>
        <main className="mx-auto grid min-h-dvh max-w-md content-center justify-items-center gap-3 px-6 text-center">
          <h1 className="text-xl font-semibold">The console could not start this page</h1>
          <p className="text-ink-2">
            The gateway decides without the console, so agents are not affected.
            {error.digest && <> Reference: {error.digest}</>}
          </p>
          <button
            type="button"
            onClick={reset}
            className="h-8 rounded-md bg-primary px-3 text-sm font-medium text-ink-inverse"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
