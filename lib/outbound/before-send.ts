import type { Dispatcher } from "undici";

/**
 * What a caller may ask of our fetch beside what every fetch can: `beforeSend` runs at the last moment before a request
 * is written to its connection, for every redirect anew, and nothing is sent where it throws. Fetch wraps what it threw.
 */
export type OutboundInit = RequestInit & { beforeSend?: (() => void) | undefined };

type Handler = Dispatcher.DispatchHandler;

/** A dispatcher for one request, on the connections of another. */
export function asking(dispatcher: Dispatcher, beforeSend: () => void): Dispatcher {
  return dispatcher.compose(
    (dispatch) => (options, handler) => dispatch(options, askingFirst(handler, beforeSend)),
  );
}

/** undici tells of the start when the request has its connection, and writes it right after. */
function askingFirst(handler: Handler, beforeSend: () => void): Handler {
  return {
    onRequestStart: (controller, context: unknown) => {
      beforeSend();
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...told) => handler.onRequestUpgrade?.(...told),
    onResponseStart: (...told) => handler.onResponseStart?.(...told),
    onResponseData: (...told) => handler.onResponseData?.(...told),
    onResponseEnd: (...told) => handler.onResponseEnd?.(...told),
    onResponseError: (...told) => handler.onResponseError?.(...told),
  };
}
