import { searchSession, SearchSessionInput } from "@/lib/calls";
import { route } from "@/lib/web/route";

/** Which calls of a session have a text in them. */
export const GET = route("sessions.read", SearchSessionInput, searchSession);
