import { redirect } from "next/navigation";
import { Button } from "@/components/ui/button";
import { HOME } from "@/lib/web/next-path";
import { currentAccount, currentSession } from "@/lib/web/session";
import { signOutAction } from "../../(console)/actions";

export const metadata = { title: "No tenant" };

export default async function NoAccessPage() {
  const account = await currentAccount();
  if (!account) redirect("/login");
  if (await currentSession()) redirect(HOME);
  return (
    <div className="grid gap-4">
      <h1 className="text-xl font-semibold tracking-tight">You are not a member of any tenant</h1>
      <p className="text-ink-2">
        You are signed in as {account.email}. Ask an administrator of your tenant to add you, then reload this
        page.
      </p>
      <form action={signOutAction}>
        <Button type="submit">Sign out</Button>
      </form>
    </div>
  );
}
