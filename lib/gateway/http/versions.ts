/** The version of the REST API, and all that this gateway speaks. */
export const API_VERSION = "1";
export const SUPPORTED_VERSIONS: readonly string[] = ["1"];
