/**
 * Headers that no argument may set: they are ours (credential, idempotency key, trace), belong to the
 * connection, or change which request a server takes it for.
 */
const RESERVED =
  /^(accept|accept-encoding|authorization|cookie2?|set-cookie2?|host|content-.*|connection|keep-alive|te|trailer|transfer-encoding|upgrade|via|expect|date|origin|referer|user-agent|idempotency-key|traceparent|tracestate|forwarded|proxy-.*|sec-.*|x-forwarded-.*|x-real-ip|x-amz-(date|security-token|content-sha256)|x-(http-)?method(-override)?|x-original-(url|method)|x-rewrite-url|access-control-.*|:.*)$/;

const NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,128}$/;

/** Whether an argument may become this header. Any spelling of the name. */
export function settableHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return NAME.test(lower) && !RESERVED.test(lower);
}
