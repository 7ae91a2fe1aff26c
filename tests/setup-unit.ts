import { afterAll } from "vitest";
import { noteEnvironment } from "./note-environment";

afterAll(noteEnvironment());
