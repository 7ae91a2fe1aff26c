/**
 * Loads another page of the console from the server, dropping everything this one holds: caches, streams,
 * what the person before or the tenant before could see.
 */
export function leave(path: string): void {
  window.location.assign(path);
}
