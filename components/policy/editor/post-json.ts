import { ApiError } from "../../providers/query-provider";

/**
 * Asks one of the console's endpoints about a text. Who is signed out stays here, with what was typed.
 * @throws ApiError with the problem's sentence.
 */
export async function postJson<T>(path: string, body: object, signal?: AbortSignal): Promise<T> {
  const headers = { accept: "application/json", "content-type": "application/json" };
  const response = await fetch(path, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as {
    code?: string;
    detail?: string;
    request_id?: string;
  };
  const detail = problem.detail ?? "The server could not answer.";
  throw new ApiError(response.status, problem.code ?? "INTERNAL", detail, problem.request_id);
}
