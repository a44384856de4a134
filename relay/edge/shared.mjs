// What an isolate of the Worker knows of the exchanges, and shares among the
// visitors that it meets: buckets, rests, and requests that are under way. Other
// isolates know nothing of it but the rests, which stand in the platform's
// cache of the place.

const buckets = new Map(); // by the budget's name
const hosts = new Map(); // by origin or budget: { before, strikes, struck, until, status, looked }
const flights = new Map(); // by address: a promise of what a request came to

const memory = 60_000; // milliseconds for which it counts who used how much

/** The bucket of a budget: `burst` units at once and `perSecond` more. */
class Bucket {
  constructor(burst, perSecond, now) {
    Object.assign(this, { burst, perSecond, tokens: burst, at: now, since: now, total: 0, used: new Map() });
  }

  /**
   * Whether a visitor may have so many units now. The last half of a bucket is
   * for those who have used less than others.
   */
  take(who, units, now) {
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.at) / 1000) * this.perSecond);
    this.at = now;
    if (now - this.since > memory) {
      this.since = now;
      this.total = 0;
      this.used.clear();
    }
    const used = this.used.get(who) ?? 0;
    const visitors = this.used.size + (used > 0 ? 0 : 1);
    const greedy = used > 0 && used + units > this.total / visitors;
    if (this.tokens < units + (greedy ? Math.floor(this.burst / 2) : 0)) return false;
    this.tokens -= units;
    this.total += units;
    this.used.set(who, used + units);
    return true;
  }
}

/** Whether a visitor may ask an exchange for so many units of a budget. */
export function take(who, name, units, burst, perSecond, now) {
  let bucket = buckets.get(name);
  if (bucket === undefined) buckets.set(name, (bucket = new Bucket(burst, perSecond, now)));
  return bucket.take(who, units, now);
}

/** What is remembered of a host, or of a budget of it. */
export function known(name) {
  let host = hosts.get(name);
  if (host === undefined) hosts.set(name, (host = { before: false, strikes: 0, struck: 0, until: 0, status: 429, looked: 0 }));
  return host;
}

/** Remembers what an answer to a request that was sent at a time told. */
export function note(host, { keep, struck, status, until, sent, now }) {
  if (keep) {
    host.before = true;
    if (sent > host.struck) host.strikes = 0;
  }
  if (struck && sent > host.struck) {
    host.strikes++;
    host.struck = now;
  }
  if (until > host.until) Object.assign(host, { until, status });
}

/**
 * What `begin` comes to, once for all who ask the same while it is under way.
 * Whoever joins waits no longer than `most` milliseconds, for the request of
 * one who went away may never end.
 */
export function together(key, begin, most) {
  const under = flights.get(key);
  if (under !== undefined) {
    return Promise.race([under, new Promise((late) => setTimeout(() => late(undefined), most))]);
  }
  const flight = begin().finally(() => flights.delete(key));
  flights.set(key, flight);
  return flight;
}
