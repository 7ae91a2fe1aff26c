import { DomainError } from "../../platform/errors";

export type GroupCommitOptions<Row, Answer> = {
  /** Stores all rows in one transaction and answers in their order. */
  flush: (rows: Row[]) => Promise<Answer[]>;
  /** True where the failure says nothing of any one row: no sense in trying them one by one. */
  isFatal: (error: unknown) => boolean;
  maxBatch: number;
  maxQueue: number;
  /** Flushes under way at once. More of them make smaller groups. */
  concurrency: number;
};

type Waiting<Row, Answer> = { row: Row; resolve: (answer: Answer) => void; reject: (error: unknown) => void };

/**
 * Group commit: requests that arrive while a transaction is under way share the next one, and each is answered
 * when its own has committed. No timer: a lone request is flushed at once.
 */
export class GroupCommit<Row, Answer> {
  private readonly queue: Waiting<Row, Answer>[] = [];
  private flying = 0;

  constructor(private readonly options: GroupCommitOptions<Row, Answer>) {}

  /** @throws DomainError OVERLOADED when the queue is full; whatever `flush` threw. */
  submit(row: Row): Promise<Answer> {
    if (this.queue.length >= this.options.maxQueue)
      return Promise.reject(
        new DomainError("OVERLOADED", "Too many calls are waiting to be recorded. Try again shortly."),
      );
    return new Promise((resolve, reject) => {
      this.queue.push({ row, resolve, reject });
      // Wait for the end of this turn of the event loop, so that requests read from several sockets in it share.
      if (this.queue.length === 1) setImmediate(() => this.pump());
    });
  }

  private pump(): void {
    while (this.queue.length > 0 && this.flying < this.options.concurrency) {
      const group = this.queue.splice(0, this.options.maxBatch);
      this.flying++;
      void this.store(group).finally(() => {
        this.flying--;
        this.pump();
      });
    }
  }

  private async store(group: Waiting<Row, Answer>[]): Promise<void> {
    try {
      const answers = await this.options.flush(group.map((waiting) => waiting.row));
      group.forEach((waiting, index) => waiting.resolve(answers[index]!));
    } catch (error) {
      if (group.length === 1 || this.options.isFatal(error))
        group.forEach((waiting) => waiting.reject(error));
      // One row the database cannot store must not take its neighbours down.
      else for (const waiting of group) await this.store([waiting]);
    }
  }
}
