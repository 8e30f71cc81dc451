// CPU time of this process, user and system, garbage collection included: less at the mercy of other load than the clock.
// Best of three rounds after one to warm up, forewatt and its bound taking turns, so that both meet the same machine;
// short work is repeated within a round, or compiling it would be most of what is measured.

const ROUNDS = 3;
const LEAST_CPU_SECONDS = 0.2;

/** CPU seconds of one repetition, the mean of a round. */
function cpuSeconds(work) {
  const before = process.cpuUsage();
  for (let repetitions = 1; ; repetitions++) {
    const answer = work();
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    if (seconds >= LEAST_CPU_SECONDS) return { seconds: seconds / repetitions, answer };
  }
}

/** Runs both, has `same` compare their answers (it throws where the work was not the same), keeps the fastest of each. */
export function race({ name, amount, unit, forewatt, bound, same }) {
  const best = { forewatt: Number.POSITIVE_INFINITY, bound: Number.POSITIVE_INFINITY };
  for (let round = 0; round <= ROUNDS; round++) {
    const ours = cpuSeconds(forewatt);
    const plain = cpuSeconds(() => bound(ours.answer));
    same(ours.answer, plain.answer);
    if (round === 0) continue;
    best.forewatt = Math.min(best.forewatt, ours.seconds);
    best.bound = Math.min(best.bound, plain.seconds);
  }
  return {
    name,
    amount,
    unit,
    forewattCpuSeconds: best.forewatt,
    boundCpuSeconds: best.bound,
    forewattPerSecond: amount / best.forewatt,
    boundPerSecond: amount / best.bound,
    ratio: best.forewatt / best.bound,
  };
}

/** Same work or no comparison. */
export function mustEqual(what, ours, plain, tolerance = 0) {
  if (!(Math.abs(ours - plain) <= tolerance * Math.abs(plain)))
    throw new Error(`${what}: forewatt ${ours}, its bound ${plain}: not the same work`);
}
