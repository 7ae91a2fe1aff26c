import { AdaptiveLimit, type LimitOptions } from "./adaptive-limit";
import { mayEnter } from "./may-enter";
import { Noise } from "./noise";

/** A call's place among those in work. */
export type Slot = {
  /** The call is decided or recorded, or will not be. Only the first time counts. */
  leave: () => void;
};

type Tenant = { inWork: number; seenAt: number; noise: Noise };

/** A tenant that was not heard for this long has no share any more. */
const ABSENT_MS = 1_000;

/**
 * Lets a bounded number of calls in, so that a tenant that asks for more than there is keeps nobody out and makes nobody
 * slow (`mayEnter`). Never more than twice the bound are let in, and that only while it passes from one tenant to many.
 */
export class Gate {
  readonly #limit: AdaptiveLimit;
  readonly #tenants = new Map<string, Tenant>();
  #inWork = 0;
  #arrivals = 0;
  #noisy = 0;
  #forgotAt: number;
  readonly #least: number;

  constructor(
    options: LimitOptions,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#forgotAt = now();
    this.#least = Math.min(options.least, options.most);
    this.#limit = new AdaptiveLimit(options, this.#forgotAt);
  }

  get inWork(): number {
    return this.#inWork;
  }

  get limit(): number {
    return this.#limit.current;
  }

  /** @returns null where there is no room */
  enter(tenantId: string): Slot | null {
    const began = this.now();
    this.#forget(began);
    const tenant = this.#tenant(tenantId);
    tenant.seenAt = began;
    const crowd = {
      ...{ limit: this.#limit.current, least: this.#least, inWork: this.#inWork },
      ...{ tenants: this.#tenants.size, noisy: this.#noisy },
    };
    const { inWork, noise } = tenant;
    if (!mayEnter({ inWork, noisy: noise.noisy, onTrial: noise.onTrial(began) }, crowd)) {
      if (noise.refused(began)) this.#noisy++;
      return null;
    }
    noise.entered();
    return this.#occupy(tenant, began);
  }

  /** A place for what has to be done, room or none: it is those who come that wait for it. */
  take(tenantId: string): Slot {
    return this.#occupy(this.#tenant(tenantId), this.now());
  }

  #occupy(tenant: Tenant, began: number): Slot {
    tenant.inWork++;
    const beside = ++this.#inWork;
    const arrival = ++this.#arrivals;
    let left = false;
    return {
      leave: () => {
        if (left) return;
        left = true;
        tenant.inWork--;
        this.#inWork--;
        const ended = this.now();
        // Where many leave at once, the next to come finds nobody, and is not alone for long.
        const alone = beside === 1 && this.#arrivals === arrival;
        this.#limit.finished(ended - began, { beside, alone }, ended);
      },
    };
  }

  #tenant(id: string): Tenant {
    const known = this.#tenants.get(id);
    if (known) return known;
    const made = { inWork: 0, seenAt: 0, noise: new Noise() };
    this.#tenants.set(id, made);
    return made;
  }

  #forget(now: number): void {
    if (now - this.#forgotAt < ABSENT_MS) return;
    this.#forgotAt = now;
    for (const [id, { inWork, seenAt, noise }] of this.#tenants) {
      if (noise.round(now)) this.#noisy--;
      if (inWork > 0 || now - seenAt < ABSENT_MS) continue;
      if (noise.noisy) this.#noisy--;
      this.#tenants.delete(id);
    }
  }
}
