/** Two groups that touch the same keys in another order can deadlock; PostgreSQL ends one, which may simply go again. */
export async function retryingDeadlock<T>(query: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await query();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (attempt === 3 || (code !== "40P01" && code !== "40001")) throw error;
    }
  }
}
