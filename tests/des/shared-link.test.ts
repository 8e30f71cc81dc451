// Processor sharing: bytes are conserved and the link is never idle while there is work; equal jobs that start together end
// together; one alone has all of it; and virtual time says what a simulation in small steps of the shares does.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SharedLink } from "../../src/des/shared-link.ts";

interface Job {
  startSeconds: number;
  seconds: number;
  /** Share of it after which somebody is told. */
  until: number;
  background: boolean;
}

/** When each job reaches its mark; the link is asked at the times it names itself, and whenever a job starts. */
function run(jobs: readonly Job[]): { link: SharedLink; toldSeconds: number[] } {
  const link = new SharedLink();
  const toldSeconds = jobs.map(() => Number.NaN);
  const tell = (until: number) => {
    for (let at = link.nextSeconds(); at <= until; at = link.nextSeconds()) {
      if (at === Number.POSITIVE_INFINITY) return;
      for (const id of link.reached(at)) toldSeconds[id] = at;
    }
  };
  for (const [id, { startSeconds, seconds, until, background }] of jobs.entries()) {
    tell(startSeconds);
    if (background) link.write(seconds, startSeconds);
    else link.start(id, seconds, until * seconds, startSeconds);
  }
  tell(Number.POSITIVE_INFINITY);
  return { link, toldSeconds };
}

/** The same by going from change to change, every user's rest written down. */
function byHand(jobs: readonly Job[]): number[] {
  const told = jobs.map(() => Number.NaN);
  const users: { id: number; rest: number; mark: number }[] = [];
  const background = { id: -1, rest: 0, mark: -1 };
  let now = 0;
  const advance = (to: number) => {
    for (;;) {
      const active = [...users, ...(background.rest > 0 ? [background] : [])];
      const steps = active.flatMap(({ rest, mark }) => (mark > 0 ? [mark, rest] : [rest]));
      const step = Math.min(...steps, (to - now) / active.length);
      if (active.length === 0 || now + step * active.length > to) return;
      now += step * active.length;
      for (const user of active) {
        user.rest -= step;
        if (user.mark > 1e-12 && user.mark - step <= 1e-12) told[user.id] = now;
        user.mark -= step;
        if (user.rest <= 1e-12) {
          user.rest = 0;
          if (user !== background) users.splice(users.indexOf(user), 1);
        }
      }
      if (now >= to) return;
    }
  };
  for (const [id, { startSeconds, seconds, until, background: writes }] of jobs.entries()) {
    advance(startSeconds);
    now = startSeconds;
    if (writes) background.rest += seconds;
    else users.push({ id, rest: seconds, mark: until * seconds });
  }
  advance(Number.POSITIVE_INFINITY);
  return told;
}

const jobs = fc
  .array(
    fc.record({
      startSeconds: fc.integer({ min: 0, max: 40 }),
      seconds: fc.integer({ min: 1, max: 20 }),
      until: fc.constantFrom(1, 1, 0.5, 0.25),
      background: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((all) => all.sort((a, b) => a.startSeconds - b.startSeconds));

describe("a shared link", () => {
  it("does what the shares say, step by step", () => {
    fc.assert(
      fc.property(jobs, (given) => {
        const expected = byHand(given);
        run(given).toldSeconds.forEach((at, id) => {
          if (given[id]!.background) expect(at).toBeNaN();
          else expect(at).toBeCloseTo(expected[id]!, 6);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("is never idle while there is work: all of it is done when the seconds of all have passed", () => {
    fc.assert(
      fc.property(jobs, (given) => {
        const together = given.map((job) => ({ ...job, startSeconds: 0, until: 1 }));
        const { link, toldSeconds } = run(together);
        const total = together.reduce((sum, { seconds }) => sum + seconds, 0);
        const written = together.reduce(
          (sum, { seconds, background }) => sum + (background ? seconds : 0),
          0,
        );
        expect(link.carriedSeconds(total)).toBeCloseTo(written, 9);
        if (written === 0) expect(Math.max(...toldSeconds)).toBeCloseTo(total, 9);
        expect(link.nextSeconds()).toBe(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 200 },
    );
  });

  it("gives equal jobs that start together the same end, and one alone all of it, to the bit", () => {
    const equal = [1, 2, 3].map(() => ({ startSeconds: 5, seconds: 7, until: 1, background: false }));
    expect(run(equal).toldSeconds).toEqual([26, 26, 26]);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 10, noNaN: true }), fc.nat(1000), (seconds, startSeconds) => {
        const before = { startSeconds: 0, seconds: 0.3, until: 1, background: false };
        const alone = { startSeconds: 1 + startSeconds, seconds, until: 1, background: false };
        expect(run([before, alone]).toldSeconds[1]).toBe(1 + startSeconds + seconds);
      }),
    );
  });

  it("estimates to the moment what will be, if nobody else comes", () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 20 }), (given, seconds) => {
        const link = new SharedLink();
        for (const [id, job] of given.entries()) {
          if (job.background) link.write(job.seconds, 0);
          else link.start(id, job.seconds, job.until * job.seconds, 0);
        }
        const estimate = link.secondsFor(seconds, 0);
        link.start(1000, seconds, seconds, 0);
        for (let at = link.nextSeconds(); ; at = link.nextSeconds()) {
          if (!link.reached(at).includes(1000)) continue;
          expect(estimate).toBeCloseTo(at, 9);
          return;
        }
      }),
      { numRuns: 200 },
    );
  });
});
