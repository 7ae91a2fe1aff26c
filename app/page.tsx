import { redirect } from "next/navigation";
import { HOME } from "@/lib/web/next-path";

export default function RootPage(): never {
  redirect(HOME);
}
