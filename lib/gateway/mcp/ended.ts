/** True where the answer is a stream of events, which may go on long after it was returned. */
export function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

/** The response with `end` run once, when its body was read to the end or nobody reads it any more. */
export function whenEnded(response: Response, signal: AbortSignal, end: () => void): Response {
  let ended = false;
  const once = () => {
    if (ended) return;
    ended = true;
    end();
  };
  signal.addEventListener("abort", once, { once: true });
  if (signal.aborted) once();
  const reader = response.body!.getReader();
  const body = new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        once();
        controller.close();
      } catch (error) {
        once();
        controller.error(error);
      }
    },
    async cancel(reason) {
      once();
      await reader.cancel(reason).catch(() => undefined);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
